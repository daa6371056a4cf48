// Sign with a card of the town, in a browser or in Node: node card-over-websocket.mjs hanako 1234
const [name, pin, town = 'ws://127.0.0.1:8400'] = process.argv.slice(2)

const socket = new WebSocket(`${town}/sandbox/cards/${name}/apdu`)
socket.binaryType = 'arraybuffer'
const next = (event) => new Promise((done) => socket.addEventListener(event, done, { once: true }))
next('close').then(({ code, reason }) => code === 1000 || console.error(code, reason))
await next('open')

const bytes = (hex) => Uint8Array.from(hex.match(/../g), (octet) => parseInt(octet, 16))
const hex = (octets) => Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('')
async function transmit(command) {
  socket.send(bytes(command))
  const answer = hex(new Uint8Array((await next('message')).data))
  if (!answer.endsWith('9000')) throw new Error(`the card says ${answer}`)
  return answer.slice(0, -4)
}

const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode('a challenge'))
await transmit('00a4040c0ad392f000260100000001') // the JPKI application
await transmit('0020009804' + hex(new TextEncoder().encode(pin))) // the user PIN
console.log(await transmit('802a029720' + hex(new Uint8Array(digest)) + '00')) // the user key
socket.close(1000)
