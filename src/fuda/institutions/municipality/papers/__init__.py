"""The papers that a municipality prints: what stands on each, and its layout in typst."""
