"""The CRLs of jlis.jpki: for every generation a complete one, one for each point, and deltas.

A list is a function of register and instant. It says the last of what happened to each certificate
of its scope: who is revoked, and who is on hold. Its number counts the legal days since the
generation was made and the events in its scope: it rises with every new list, and one number is
one list. Complete list and delta of a scope share the numbers.

An entry leaves after the certificate's last day, with the first list of a month, once a list of a
day after that last day has shown it (RFC 5280, 3.3): between two months nothing leaves but what
was released from hold, so entries that were encoded once are joined again every day.

A delta builds on the last daily list and tells the last of what has happened to each certificate
since: `remove_from_crl` for whoever was released, whether that list had the hold or a later one.
"""
