"""Search: people, accounts, deals and campaigns by what is remembered of them."""
