"""A copy of the whole register in one encrypted file, and a register made from such a file, on either engine.

`envelope` is the file: lines of text, packed by gzip, sealed in the age format for the holders of an identity.
`layout` is what the lines say, and how it is known that they are whole. `tables` reads and fills a database.
`making` and `restoring` put these together.

The secrets (SEALING_KEYS, FINGERPRINT_KEY, AUDIT_KEY, SECRET_KEY) are in no backup: without them a stolen one gives
no identity number away, even to who has the identity; and without them nobody restores.
"""
