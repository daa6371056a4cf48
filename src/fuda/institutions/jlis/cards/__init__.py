"""jlis.cards (カード管理): applications, manufacture, the cards' states, and the issuer channel.

Holds applications, cards and their states. Holds a My Number only from the application until the
card is personalised, then drops it. May never hold a resident record beyond what is printed on the
card, nor any PIN: PINs go from the resident's pad to the chip (ARCHITECTURE.md).
"""
