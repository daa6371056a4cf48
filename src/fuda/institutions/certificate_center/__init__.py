"""証明書交付センター: between kiosks and municipalities.

Holds the visit under way, and of finished ones what was issued by whom for which fee. May never
hold the certificates issued, nor who they were about: a My Number passes through inside the paper
where a city's 住民票 shows it, and is gone with the answer (ARCHITECTURE.md; KIOSK-28).
"""
