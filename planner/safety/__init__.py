"""Safety of visitors on a tour: gear, briefing and signature, custody of magnetic-sensitive things, badges, confidentiality."""
