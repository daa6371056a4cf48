// A relying party made of openid-client alone. Told on the command line: issuer, client id, callback,
// and a secret unless it is a public client. Writes the authorization URL as a line; reads the
// address to which the browser came back as a line; writes what it learned as a line of JSON.

import { createInterface } from 'node:readline/promises'
import { stdin } from 'node:process'
import * as client from 'openid-client'

const [issuer, clientId, callback, secret] = process.argv.slice(2)
const authentication = secret ? client.ClientSecretBasic(secret) : client.None()
const config = await client.discovery(new URL(issuer), clientId, undefined, authentication, {
  execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
})

const pkceCodeVerifier = client.randomPKCECodeVerifier()
const expectedState = client.randomState()
const expectedNonce = client.randomNonce()
const maxAge = 300
const authorizationUrl = client.buildAuthorizationUrl(config, {
  redirect_uri: callback,
  scope: 'openid',
  code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
  code_challenge_method: 'S256',
  state: expectedState,
  nonce: expectedNonce,
  max_age: String(maxAge),
})
console.log(authorizationUrl.href)

const answers = createInterface({ input: stdin })[Symbol.asyncIterator]()
const { value: cameBack } = await answers.next()
const tokens = await client.authorizationCodeGrant(config, new URL(cameBack), {
  pkceCodeVerifier,
  expectedState,
  expectedNonce,
  maxAge,
  idTokenExpected: true,
})
const claims = tokens.claims()
const userinfo = await client.fetchUserInfo(config, tokens.access_token, claims.sub)
console.log(JSON.stringify({ claims, userinfo, lifetime: tokens.expires_in }))
process.exit(0)
