"""Sites for tests. Call inside transaction()."""

from planner.sites import actions
from tests.conftest import NOW


def make_site(name_zh="厂区", name_en="Works"):
    """A gate, a hall three minutes on, and a magnetic workshop four minutes behind the hall."""
    site = actions.add_site(name_zh=name_zh, name_en=name_en, width_m=400, depth_m=240, by=None, at=NOW)
    gate = actions.add_stop(site, name_zh="大门", name_en="Gate", x_m=20, y_m=200, capacity=100, groups_at_once=5, by=None, at=NOW)
    hall = actions.add_stop(site, joined_to=gate, joined_minutes=3, name_zh="展厅", name_en="Hall", x_m=120, y_m=150, by=None, at=NOW)
    shop = actions.add_stop(site, joined_to=hall, joined_minutes=4, name_zh="电解车间", name_en="Electrolysis", x_m=250, y_m=80, is_magnetic=True, gear=["helmet"], by=None, at=NOW)
    return site, gate, hall, shop
