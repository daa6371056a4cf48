"""Life cycles as tables: every state × event is answered once, by a way on or by a refusal."""
