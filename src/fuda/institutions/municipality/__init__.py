"""One municipality: its residents, its counters' procedures, its certificates.

Holds its own residents with their My Numbers (its register is the ground), households, the cases at
its counters, and which user certificate belongs to which resident. May never hold other
municipalities' residents, nor any PIN (ARCHITECTURE.md). The town starts it once per municipality.
"""
