"""The demonstration reception as papers, with the names of the demonstration workbook; no database."""

from dataclasses import replace
from datetime import date, datetime

from planner.documents import cards, drawn, papers, wording
from planner.documents.papers import Text
from planner.documents.seat_papers import seat_list
from planner.documents.stationery import Addressed, Envelopes, Labels, Letters, PrintedLetter, Sender, envelopes, labels
from planner.invitations import phrases
from planner.people.names import sort_key
from planner.qr import qr_path
from seating import draw

HEADING = papers.Heading(
    house=Text("上座电气股份有限公司", "Shangzuo Electric Co., Ltd."),
    reception=Text("华信电力设备集团来访接待", "Visit of Huaxin Power Equipment Group"),
    client=Text("华信电力设备集团", "Huaxin Power Equipment Group"),
    issued=date(2026, 11, 21), plan_version="3",
)  # fmt: skip
GUESTS = [
    ("王建国", "Wang Jianguo", "董事长", "Chairman", "华信电力设备集团", "Huaxin Power Equipment Group", "guest_of_honour"),
    ("刘慧", "Liu Hui", "", "", "华信电力设备集团", "Huaxin Power Equipment Group", "spouse"),
    ("陈志远", "Chen Zhiyuan", "总裁", "President", "华信电力设备集团", "Huaxin Power Equipment Group", "guest"),
    ("赵敏", "Zhao Min", "副总裁（采购）", "Vice President, Purchasing", "华信电力设备集团", "Huaxin Power Equipment Group", "guest"),
    ("孙浩", "Sun Hao", "技术中心主任", "Director, Technical Centre", "华信电力设备集团", "Huaxin Power Equipment Group", "guest"),
    ("周丽华", "Zhou Lihua", "采购部部长", "Head of Purchasing", "华信电力设备集团", "Huaxin Power Equipment Group", "guest"),
    ("吴涛", "Wu Tao", "采购经理", "Purchasing Manager", "华信电力设备集团", "Huaxin Power Equipment Group", "guest"),
    ("郑晓", "Zheng Xiao", "总裁办秘书", "Secretary to the President", "华信电力设备集团", "Huaxin Power Equipment Group", "secretary"),
    ("", "Stefan Krause", "", "Geschäftsführer", "", "Krause Anlagenbau GmbH", "guest"),
    ("", "Katrin Vogel", "", "Leiterin Einkauf", "", "Krause Anlagenbau GmbH", "guest"),
    ("", "Uwe Lorenz", "", "Projektleiter", "", "Krause Anlagenbau GmbH", "guest"),
    ("خالد الحربي", "Khalid Al-Harbi", "", "Chairman", "", "Al-Harbi Power Trading", "guest"),
    ("سلمان العتيبي", "Salman Al-Otaibi", "", "Commercial Director", "", "Al-Harbi Power Trading", "guest"),
    ("佐藤健一", "Sato Kenichi", "取締役", "Director", "東和電機株式会社", "Towa Electric", "guest"),
    ("鈴木美咲", "Suzuki Misaki", "課長", "Section Manager", "東和電機株式会社", "Towa Electric", "guest"),
    ("何局长", "", "副局长", "Deputy Director", "省能源局", "Provincial Energy Bureau", "guest"),
    ("冯处", "", "处长", "Division Head", "省能源局", "Provincial Energy Bureau", "guest"),
    ("黄伟", "Huang Wei", "院长", "President", "南方电力设计院", "Southern Power Design Institute", "guest"),
    ("林静", "Lin Jing", "总工程师", "Chief Engineer", "南方电力设计院", "Southern Power Design Institute", "guest"),
    ("梁文", "Liang Wen", "主任工程师", "Principal Engineer", "南方电力设计院", "Southern Power Design Institute", "guest"),
]
OWN = [
    ("许国强", "Xu Guoqiang", "总经理", "General Manager", "公司领导", "Management", "host"),
    ("沈玉梅", "Shen Yumei", "副总经理", "Deputy General Manager", "公司领导", "Management", "second_host"),
    ("高翔", "Gao Xiang", "部门经理", "Department Manager", "大客户部", "Key Accounts", "companion"),
    ("宋丹", "Song Dan", "大客户经理", "Account Manager", "大客户部", "Key Accounts", "companion"),
    ("唐磊", "Tang Lei", "大客户经理", "Account Manager", "大客户部", "Key Accounts", "companion"),
    ("韩冰", "Han Bing", "大客户经理", "Account Manager", "大客户部", "Key Accounts", "companion"),
    ("曹阳", "Cao Yang", "部长", "Head", "生产部", "Production", "companion"),
    ("彭亮", "Peng Liang", "主任", "Director", "技术中心", "Technical Centre", "companion"),
    ("董芳", "Dong Fang", "部长", "Head", "财务部", "Finance", "companion"),
    ("袁洁", "Yuan Jie", "主任", "Head", "公司办公室", "Office", "organiser"),
    ("邓德", "Deng De", "翻译", "Interpreter", "国际部", "International", "interpreter"),
    ("阿依古丽", "Ayiguli", "翻译", "Interpreter", "国际部", "International", "interpreter"),
    ("田中惠", "Tian Zhonghui", "翻译", "Interpreter", "国际部", "International", "interpreter"),
]
PRONUNCIATION = {"王建国": "Wáng Jiànguó", "陈志远": "Chén Zhìyuǎn", "赵敏": "Zhào Mǐn", "黄伟": "Huáng Wěi", "林静": "Lín Jìng"}
DIETS = {
    "陈志远": Text("海鲜过敏", "no seafood (allergy)"), "赵敏": Text("素食", "vegetarian"),
    "Katrin Vogel": Text("素食；坚果过敏", "vegetarian; no nuts (allergy)"), "خالد الحربي": Text("清真，不饮酒", "halal, no alcohol"),
    "鈴木美咲": Text("虾蟹过敏", "no shrimp or crab (allergy)"), "林静": Text("不饮酒", "no alcohol"),
}  # fmt: skip
NAMES = [row[0] or row[1] for row in GUESTS + OWN]


def entry(row, side):
    zh, en, post_zh, post_en, organisation_zh, organisation_en, role = row
    return papers.PersonEntry(
        name=Text(zh, en), post=Text(post_zh, post_en), organisation=Text(organisation_zh, organisation_en), side=side, role=role,
        pronunciation=PRONUNCIATION.get(zh, ""), address=Text(f"{zh[:1]}{post_zh}" if zh and post_zh else "", f"{post_en} {en.split(' ')[-1]}".strip()),
        languages=Text("中文", "Chinese"), diet=DIETS.get(zh or en, Text()), health=Text("心脏起搏器", "pacemaker") if zh == "孙浩" else Text(),
        key=f"{side}-{zh or en}", sort=sort_key(zh, en), phone="139 0002 0004" if side == "host" else "", email="song.d@shangzuo.example" if zh == "宋丹" else "",
    )  # fmt: skip


def people():
    return [entry(row, "guest") for row in GUESTS], [entry(row, "host") for row in OWN]


def banquet(tables=4, per_table=10):
    guests, own = people()
    mixed = []
    for i in range(max(len(guests), len(own))):
        mixed += own[i : i + 1] + guests[i : i + 1]
    places = [(450, 300), (250, 600), (650, 600), (450, 900)] if tables == 4 else [(200 + 300 * (i % 3), 200 + 300 * (i // 3)) for i in range(tables)]
    drawn = []
    for number, (x, y) in enumerate(places, 1):
        seated = mixed[(number - 1) * per_table : number * per_table]
        seats = tuple(papers.SeatEntry(i, seated[i] if i < len(seated) else None) for i in range(per_table))
        drawn.append(papers.TableEntry(number, "牡丹" if number == 1 else "", x, y, seats))
    return papers.BanquetEntry(Text("欢迎晚宴", "Welcome banquet"), datetime(2026, 12, 8, 18, 30), Text("云山大酒店", "Yunshan Hotel"),
                               Text("牡丹厅", "Peony Hall"), tuple(drawn))  # fmt: skip


def seat_paper():
    return papers.SeatPaper(HEADING, (banquet(),))


def invitation(**changes):
    """A card; `words` are the pieces of a card by language, those of a general occasion where left out."""
    occasion = phrases.occasions()["welcome"]
    words = {lang: occasion.pieces["card", lang] for lang in ("zh", "en")} | changes.pop("words", {})
    values = dict(
        heading=HEADING, salutation=Text("尊敬的王董事长", "Mr. Wang Jianguo"), occasion=Text("欢迎晚宴", "a banquet"),
        honouring=HEADING.client, host_name=Text("许国强", "Mr. Xu Guoqiang"),
        host_post=Text("上座电气股份有限公司总经理", "General Manager of Shangzuo Electric Co., Ltd."), starts_at=datetime(2026, 12, 8, 18, 30),
        venue=Text("云山大酒店", "Yunshan Hotel"), hall=Text("牡丹厅", "Peony Hall"), dress=Text("正装", "Business suit"), reply_by=date(2026, 12, 1),
        contact=Text("宋丹　139 0002 0004", "Ms. Song Dan, +86 139 0002 0004, song.d@shangzuo.example"), table_number=1,
    )  # fmt: skip
    made = papers.Invitation(**{**values, **changes})
    return replace(made, **{f"lines_{lang}": phrases.lines(words[lang], said_on(made, lang)) for lang in ("zh", "en")},
                   letter=Text(*(phrases.fill(occasion.pieces["letter", lang], said_on(made, lang)) for lang in ("zh", "en"))))


def said_on(card, lang):
    """What the fields stand for on this card."""
    place, day, at = (card.venue, card.hall), card.starts_at.date(), card.starts_at
    return {"guest": card.salutation.get(lang), "host": card.host_name.get(lang), "host_post": card.host_post.get(lang), "company": "" if lang == "zh" else "your company",
            "title": card.occasion.zh if lang == "zh" else wording.with_article(card.occasion.en), "honoured": card.honouring.get(lang), "in_honour": "",
            "when": f"{wording.date_with_weekday(day, 'zh')}{at:%H:%M}" if lang == "zh" else wording.date_in_words(day),
            "date": wording.date_in_words(day), "time": wording.time_in_words(at.time()), "place": ("" if lang == "zh" else ", ").join(one.get(lang) for one in place),
            "venue": card.venue.get(lang), "hall": card.hall.get(lang), "house": HEADING.house.get(lang), "festival": "元旦" if lang == "zh" else "New Year’s Day"}


def place_cards():
    guests, own = people()
    cards = [papers.PlaceCard(large=p.name.get("zh"), small=p.name.other("zh"), post=p.post.get("zh")) for p in guests + own]
    cards.append(papers.PlaceCard("Maximiliane-Charlotte von Hohenstein-Wittgenstein", "", "Vorsitzende der Geschäftsführung"))
    cards.append(papers.PlaceCard("阿卜杜热合曼·买买提依明·吐尔逊", "Abdurahman Memetimin Tursun", "董事会秘书兼首席法律顾问"))
    return papers.PlaceCards(HEADING, tuple(cards))


def application():
    line = papers.LineEntry
    lines = (
        line("meeting", Text("会议室，12月8日", "Meeting room, 8 December"), 1, 240_000, 240_000),
        line("meals", Text("工作午餐", "Working lunch"), 22, 4_500, 99_000),
        line("meals", Text("欢迎晚宴，每桌", "Banquet, per table"), 4, 320_000, 1_280_000),
        line("meals", Text("酒水，每桌", "Drinks, per table"), 4, 60_000, 240_000),
        line("transport", Text("车辆，4辆 × 2天", "Cars, 4 for 2 days"), 8, 90_000, 720_000),
        line("gifts", Text("礼品", "Gifts"), 20, 18_000, 360_000),
        line("other", Text("鲜花与印刷", "Flowers and printing"), 1, 150_000, 150_000),
    )
    when = datetime(2026, 11, 22, 9, 15)
    decision = papers.DecisionEntry
    return papers.ApplicationForm(
        heading=replace(HEADING, plan_version=""), number="2026-017", applicant=Text("宋丹", "Song Dan"), department=Text("大客户部", "Key Account Department"), applied_on=date(2026, 11, 21),
        venue=Text("云山大酒店牡丹厅", "Yunshan Hotel, Peony Hall"), dining_at=datetime(2026, 12, 8, 18, 30), guest_diners=21, own_diners=13,
        guests=Text("王建国、陈志远、赵敏等", "Wang Jianguo, Chen Zhiyuan, Zhao Min and others"), own=Text("许国强、沈玉梅、高翔等", "Xu Guoqiang, Shen Yumei, Gao Xiang and others"),
        lines=lines, currency="CNY", total_minor=3_089_000, per_head_minor=90_853, organiser=Text("袁洁", "Yuan Jie"), actual_minor=None,
        purpose=Text("洽谈2027年框架合同", "Frame contract 2027"), cost_note="晚宴按四桌计，每桌十位。", cautions=Text("两位省能源局来宾为公务人员，不赠礼品。", "The two guests of the energy bureau are public officials: no gifts."),
        decisions=(decision(Text("客服部经理", "Department manager"), Text("高翔", "Gao Xiang"), Text("同意", "Approved"), when),
                   decision(Text("总经理", "General manager"), Text("许国强", "Xu Guoqiang"), Text("同意", "Approved"), when, "请控制酒水。"),
                   decision(Text("财务部", "Finance"))),
        state=Text("审批中", "Awaiting approval"), fingerprint="3b1f0c62" * 8, breaches=(Text("晚宴人均 447.06 元，超过标准 400.00 元。", "Banquet per head CN¥447.06, above the standard of CN¥400.00."),),
    )  # fmt: skip


NOTES = {note.zh: note for note in (
    Text("两辆商务车，举牌", "Two vans, a name board"), Text("主宾夫妇乘一号车", "The guest of honour and his wife in car 1"),
    Text("22位，备清真与素食", "22 covers; halal and vegetarian ready"), Text("电解车间每批不超过20人，禁止拍照", "At most 20 at a time in the electrolysis workshop; no photographs"),
    Text("四桌，每桌十位", "Four tables of ten"), Text("公务人员不赠", "None for public officials"), Text("抵达后致电问候", "Call when they have arrived"),
)}  # fmt: skip


def days():
    item = papers.ItemEntry
    rows = [
        (8, "09:45", "10:25", "transfer", "前往机场迎候", "Drive to the airport", "公司—机场", "Office to airport", "石刚", "Shi Gang", "两辆商务车，举牌"),
        (8, "10:25", "11:10", "arrival", "接机 CZ3101", "Arrival of CZ3101", "机场T2到达厅", "Airport, arrivals T2", "高翔", "Gao Xiang", "主宾夫妇乘一号车"),
        (8, "11:40", "12:10", "arrival", "接站 G817（Krause 一行）", "Arrival of train G817 (Krause party)", "高铁南站", "South railway station", "邓德", "Deng De", ""),
        (8, "12:30", "13:00", "meal", "工作午餐", "Working lunch", "员工餐厅二楼", "Staff restaurant, 2nd floor", "袁洁", "Yuan Jie", "22位，备清真与素食"),
        (8, "13:30", "15:00", "talks", "会谈：2027年框架合同", "Talks: frame contract 2027", "第一会议室", "Meeting room 1", "许国强", "Xu Guoqiang", ""),
        (8, "15:15", "17:15", "tour", "参观（两组）", "Tour in two groups", "总装车间、电解车间、动力车间、技术中心", "Assembly hall, electrolysis, power workshop, technical centre", "曹阳", "Cao Yang", "电解车间每批不超过20人，禁止拍照"),
        (8, "17:20", "17:35", "photo", "合影", "Group photo", "办公楼前", "In front of the main building", "袁洁", "Yuan Jie", ""),
        (8, "18:30", "20:30", "banquet", "欢迎晚宴", "Welcome banquet", "云山大酒店牡丹厅", "Yunshan Hotel, Peony Hall", "沈玉梅", "Shen Yumei", "四桌，每桌十位"),
        (9, "09:30", "10:15", "signing", "签字仪式", "Signing", "多功能厅", "Function hall", "高翔", "Gao Xiang", ""),
        (9, "10:30", "11:30", "tea", "送别茶叙", "Farewell tea", "贵宾室", "VIP room", "沈玉梅", "Shen Yumei", ""),
        (9, "11:30", "11:45", "gift", "赠送礼品", "Gifts", "贵宾室", "VIP room", "宋丹", "Song Dan", "公务人员不赠"),
        (9, "12:20", "13:50", "send_off", "送机", "To the airport", "机场T2", "Airport, T2", "宋丹", "Song Dan", "抵达后致电问候"),
    ]
    found = {}
    for day, start, end, kind, zh, en, place_zh, place_en, who_zh, who_en, note in rows:
        at = [datetime.strptime(f"2026-12-{day:02} {clock}", "%Y-%m-%d %H:%M") for clock in (start, end)]
        found.setdefault(date(2026, 12, day), []).append(
            item(kind, Text(zh, en), Text(place_zh, place_en), at[0], at[1], Text(who_zh, who_en), "139 0002 0004", NOTES.get(note, Text(note))))  # fmt: skip
    return tuple(papers.DayEntry(day, tuple(items)) for day, items in found.items())


def run_sheet():
    _, own = people()
    return papers.RunSheet(HEADING, "Asia/Shanghai", days(), tuple(own[2:4] + own[9:10]))


def handbook(shows_diets=True):
    guests, own = people()
    return papers.Handbook(
        heading=HEADING, starts_on=date(2026, 12, 8), ends_on=date(2026, 12, 9), time_zone="Asia/Shanghai",
        purpose=Text("洽谈2027年框架合同", "Frame contract 2027"), days=days(), guests=tuple(guests), own=tuple(own), contacts=tuple(own[2:4] + own[9:10]),
        banquets=(banquet(),), shows_diets=shows_diets,
        deadlines=(papers.Deadline(date(2026, 11, 23), Text("招待申请获批", "Hospitality application approved")),
                   papers.Deadline(date(2026, 11, 24), Text("发出请柬", "Invitations out"), Text("宴会前十四天", "fourteen days before the banquet"))),
        cautions=(Text("东和与 Krause 竞争同一标包，不同席，参观不同时在同一车间。", "Towa and Krause compete for the same package: never at one table, never in one workshop at the same time."),),
    )  # fmt: skip


def seat_index(lang="zh"):
    return papers.SeatList(HEADING, ((banquet(), seat_list(banquet(), lang)),))


def table_cards():
    made = tuple(papers.PlaceCard(table.called, table.name, "欢迎晚宴", key=f"t{table.number}") for table in banquet().tables)
    return papers.PlaceCards(HEADING, made, cards.usual_style("table"))


def in_turn(label, table):
    return papers.Order(Text(label), tuple((seat.person, seat.index + 1) for seat in table.seated()), Text("主宾在先", "the guest of honour first"))


def serving():
    return papers.ServingPaper(HEADING, ((banquet(), tuple(
        papers.ServingTable(table, (in_turn("serving", table),), (in_turn("a", table), in_turn("b", table))) for table in banquet().tables)),))  # fmt: skip


def toasts():
    return papers.ToastPaper(HEADING, ((banquet(), (in_turn("toast", banquet().tables[0]), in_turn("introduce", banquet().tables[1]))),))


def photo():
    guests, own = people()
    rows = tuple((Text(row), tuple((Text(f"第{i}位", f"no. {i}"), person) for i, person in enumerate(found, 1))) for row, found in (("front", guests[:11]), ("second", own)))
    return papers.Arranged(Text("合影", "Group photograph"), datetime(2026, 12, 8, 17, 20), Text("办公楼前", "In front of the main building"), rows)


def car():
    guests, own = people()
    riders = tuple((Text("后排右座", "rear right"), person) for person in (guests[0], guests[1], own[0]))
    return papers.Arranged(Text("1号车", "Car 1"), datetime(2026, 12, 8, 10, 25), Text("机场", "Airport"), ((Text(), riders),), "139 0002 0009")


def arrangement_sheets(lang="zh", paper="A4"):
    """Talks across the table, drawn by the seating library."""
    guests, own = people()
    sitting = [(person, side, rank) for side, found in (("guest", guests[:3] + guests[11:13]), ("host", own[:4])) for rank, person in enumerate(found, 1)]
    case = {"id": "talks", "kind": "negotiation", "pack": "cn-corporate", "options": {}, "geometry": {"type": "rows", "rows": {"facing_door": 5, "back_to_door": 4}},
            "participants": [{"id": str(i), "side": side, "rank": rank, "role": ("guest_of_honour" if side == "guest" else "host") if rank == 1 else None,
                              "gender": None, "spouse_of": None, "serves": [], "name": person.name.get("zh"), "name_en": person.name.get("en")}
                             for i, (person, side, rank) in enumerate(sitting)]}  # fmt: skip
    lines = tuple((Text(f"第{i}位", f"no. {i}"), person, i == 2) for i, (person, _side, _rank) in enumerate(sitting))
    sheet = papers.ArrangementSheet(
        Text("会谈：2027年框架合同", "Talks: frame contract 2027"), Text("会谈", "Formal talks"), datetime(2026, 12, 8, 13, 30), Text("第一会议室", "Meeting room 1"),
        Text("企业惯例", "Corporate custom"), 2, drawn.fitted(draw.draw_case(case, draw.Style(lang=lang)), 174, 120), False, lines, True)  # fmt: skip
    return papers.ArrangementSheets(replace(HEADING, plan_version=""), (sheet,), paper)


def finder_sheet(paper="A4"):
    address = "https://shangzuo.example/s/Zm9vYmFyZm9vYmFyZm9vYmFyZm9v"
    return papers.FinderSheet(HEADING, ((Text("欢迎晚宴", "Welcome banquet"), address, papers.ReplyCode(*qr_path(address))),), paper)


ADDRESSED = (Addressed("chinese", "王建国", ("江苏省南京市玄武区北京东路 1 号", "华信电力设备集团"), "210008", honorific="董事长　收"),
             Addressed("western", "Mr. Stefan Krause", ("Krause Anlagenbau GmbH", "Hafenstraße 12", "20457 Hamburg"), country="GERMANY 德国", lang="en"))
SENDER = Sender(("江苏省苏州市工业园区星湖街 88 号", "上座电气"), ("Shangzuo Electric", "88 Xinghu Street, Suzhou", "215000 P.R. CHINA 中国"), "215000")


def letters():
    """A letter of change in each language."""
    return Letters(HEADING, (PrintedLetter("zh", "2026年12月1日", "晚宴改期", "尊敬的王董事长：", ("因故改于12月9日晚举行，席设原处。", "给您带来不便，谨致歉意。"), ("上座电气", "许国强　谨启")),
                             PrintedLetter("en", "1 December 2026", "A new day", "Dear Mr. Krause,", ("The banquet is moved to Wednesday, 9 December.",), ("Xu Guoqiang", "Shangzuo Electric"))))


def all_papers():
    """Every paper of typesetting.NAMES with demonstration content."""
    return {
        "table_sheets": seat_paper(), "seat_list": seat_index(), "table_cards": table_cards(), "escort_cards": replace(place_cards(), style=cards.usual_style("escort")),
        "name_plates": replace(place_cards(), style=cards.usual_style("plate"), cards=place_cards().cards[:6]), "serving": serving(), "toasts": toasts(),
        "photo_strip": papers.ArrangedPaper(HEADING, (photo(),)), "car_slips": papers.ArrangedPaper(HEADING, (car(),)),
        "arrangements": arrangement_sheets(), "finder_sheet": finder_sheet(),
        "invitation": papers.Invitations((invitation(), invitation(salutation=Text("尊敬的陈总裁", "Mr. Stefan Krause"), table_number=None))),
        "hall_plan": seat_paper(), "table_list": seat_paper(), "place_cards": place_cards(), "application": application(),
        "run_sheet": run_sheet(), "handbook": handbook(), "kitchen": seat_paper(),
        "letters": letters(), "envelopes": Envelopes(HEADING, ADDRESSED, SENDER, envelopes()["zl"]), "labels": Labels(HEADING, ADDRESSED, next(iter(labels().values()))),
    }  # fmt: skip
