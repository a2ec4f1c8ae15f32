"""Rules and rule packs: which customs an occasion follows, with what weight, and where they come from."""
from .catalogue import CRITERIA, Option, Rule, load_case_options, load_options, load_rules
from .packs import OPTIONS, Pack, load_pack, load_pack_file, pack_ids

__all__ = ["CRITERIA", "OPTIONS", "Option", "Pack", "Rule", "load_case_options", "load_options", "load_pack", "load_pack_file",
           "load_rules", "pack_ids"]
