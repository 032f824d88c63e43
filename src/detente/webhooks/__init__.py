"""Webhooks: other programs hear of what happens, signed by Standard Webhooks, through the outbox.

wanting      events that an endpoint wants leave a message in the outbox, in their own transaction
telling      the drained message becomes one delivery for each endpoint
sending      deliveries go out under a lease, again and again with growing pauses
endpoints    what people do: add, change, rotate the secret, try, replay
"""
