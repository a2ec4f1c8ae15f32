"""Rules and rule packs: which customs an occasion follows, with what weight, and where they come from."""
from .packs import OPTIONS, Pack, Rule, load_pack, load_rules, pack_ids

__all__ = ["OPTIONS", "Pack", "Rule", "load_pack", "load_rules", "pack_ids"]
