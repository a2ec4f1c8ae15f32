"""Sentences in Chinese and English: term -> (zh, en) with names filled in by explain.py."""

SEAT = {
    "host": ("主人，坐主位", "Host, in the primary seat"),
    "host_facing": ("主人，与主宾相对而坐", "Host, facing the guest of honour"),
    "second_host": ("副主陪，与主人相对", "Second host, facing the host"),
    "second_host_near": ("副主陪，坐副主位", "Second host, in the second host's seat"),
    "honour_right": ("主宾，坐主人右手", "Guest of honour, at the host's right hand"),
    "honour_left": ("主宾，坐主人左手", "Guest of honour, at the host's left hand"),
    "honour_first": ("主宾，坐首席", "Guest of honour, in the primary seat"),
    "honour_second": ("主宾，坐副主陪右手", "Guest of honour, at the second host's right hand"),
    "honour": ("主宾，坐预定的尊位", "Guest of honour, in the seat reserved for him or her"),
    "locked": ("由主办人固定在此座", "Fixed in this seat by the organiser"),
    "spouse_second": ("主宾的配偶，坐女副主陪右手", "Spouse of the guest of honour, at the right hand of the second host"),
    "spouse_host": ("主宾的配偶，坐主人身旁", "Spouse of the guest of honour, beside the host"),
    "need": ("座位符合需要：{what}", "The seat meets a need: {what}"),
    "table_host": ("{table}主陪", "Host of {table}"),
    "interprets_beside": ("译员，紧邻{name}", "Interpreter, beside {name}"),
    "interprets_table": ("译员，与{name}同桌", "Interpreter, at the same table as {name}"),
    "served_beside": ("身旁有译员{name}", "Next to the interpreter {name}"),
    "partner_beside": ("与配偶{name}相邻", "Beside {name}, the spouse"),
    "partner_table": ("与配偶{name}同桌", "At the same table as {name}, the spouse"),
    "together_beside": ("按排座要求与{name}相邻", "Beside {name}, as wished"),
    "together_table": ("按排座要求与{name}同桌", "At the same table as {name}, as wished"),
    "apart_beside": ("与{name}不相邻", "Not beside {name}"),
    "apart_table": ("与{name}不同桌", "Kept apart from {name}: another table"),
    "right_of_host": ("本桌主位右手第一座", "First seat at the right hand of the table's head"),
    "left_of_host": ("本桌主位左手第一座", "First seat at the left hand of the table's head"),
    "precedence": ("礼宾次序第 {level} 级（共 {levels} 级）：{table}，本桌第 {seat} 尊位",
                   "Precedence level {level} of {levels}: {table}, number {seat} there in order of honour"),
    "attended": ("身旁有主方{name}作陪", "Beside {name} of the host side, as companion"),
    "companion": ("在来宾{name}之间作陪", "Companion between the guests {name}"),
    "companion_one": ("陪同身旁来宾{name}", "Companion to the guest {name}"),
    "language": ("可与邻座{name}用{language}交谈", "Can speak {language} with {name} beside"),
    "language_only": ("{language}只有邻座{name}同席会说", "At this table only {name} beside speaks {language} too"),
    "group": ("与同团{name}同桌", "At the same table as {name} of the same party"),
}

BREACH = {
    "seated": ("{name}没有座位", "{name} has no seat"),
    "seat taken": ("{name}与{other}被排在同一座位", "{name} and {other} are in one seat"),
    "host": ("主人{name}不在主位", "The host, {name}, is not in the primary seat"),
    "second_host": ("副主陪{name}不在副主位", "The second host, {name}, is not in the second host's seat"),
    "guest_of_honour": ("主宾{name}不在主宾位", "The guest of honour, {name}, is not in the seat of honour"),
    "lock": ("{name}不在固定的座位", "{name} is not in the seat fixed for him or her"),
    "need": ("{name}的座位不符合需要：{what}", "The seat of {name} does not meet a need: {what}"),
    "apart table": ("{name}与{other}必须分桌，却同桌", "{name} and {other} must not share a table, but do"),
    "apart beside": ("{name}与{other}不得相邻，却相邻", "{name} and {other} must not be neighbours, but are"),
    "together table": ("{name}与{other}必须同桌，却不同桌", "{name} and {other} must share a table, but do not"),
    "together beside": ("{name}与{other}必须相邻，却不相邻", "{name} and {other} must be neighbours, but are not"),
}

SHORTCOMING = {
    "table_host": ("{table}有来宾，主位却无主方人员", "{table} has guests, but nobody of the host side in its head seat"),
    "unattended": ("{name}身旁没有主方人员", "{name} has nobody of the host side beside"),
    "interpreter": ("译员{name}不在{other}身旁", "The interpreter {name} is not beside {other}"),
    "language": ("{name}与邻座没有共同语言", "{name} has no language in common with either neighbour"),
    "interleave": ("{name}与{other}同属一方，却相邻", "{name} and {other} of one side sit side by side"),
    "group": ("“{group}”分坐{count}桌", "“{group}” is spread over {count} tables"),
    "together table": ("{name}与{other}希望同桌，未能如愿", "{name} and {other} wish to share a table, but do not"),
    "together beside": ("{name}与{other}希望相邻，未能如愿", "{name} and {other} wish to sit side by side, but do not"),
    "apart table": ("{name}与{other}宜分桌，却同桌", "{name} and {other} should not share a table, but do"),
    "apart beside": ("{name}与{other}宜分开，却相邻", "{name} and {other} should not be neighbours, but are"),
}

UNSEATED = {
    "unseated": ("没有座位：{count}人，只有{seats}个座位", "No seat: {count} people, {seats} seats"),
    "unseated_together": ("必须与{name}在一起，而{name}也没有座位", "Must sit with {name}, with no seat either"),
    "unseated_apart": ("必须与{name}分桌，而只有一桌", "Must not share a table with {name}, and there is only one table"),
    "kept_fixed": ("{name}位次较低，座位由身份或主办人所定", "Lower in precedence, but with a seat of the role or fixed by the organiser: {name}"),
    "kept_together": ("{name}位次较低，但必须与在座者在一起", "Lower in precedence, but must sit with somebody who is seated: {name}"),
    "kept_interpreter": ("{name}位次较低，但作为译员随其所服务者留座", "Lower in precedence, but counts directly behind the person interpreted for: {name}"),
    "kept_partner": ("{name}位次较低，但与配偶同列", "Lower in precedence, but has the rank of the partner: {name}"),
    "unseated_rest": ("其余在座者位次均不低于本人", "Nobody else with a seat is lower in precedence"),
    "unseated_lowest": ("在座者位次均不低于本人", "Nobody with a seat is lower in precedence"),
}

TERM = {
    "precedence": ("礼宾次序", "order of precedence"),
    "table_host": ("无主陪的桌", "tables without a host"),
    "interleave": ("同方相邻", "neighbours of the same side"),
    "unattended": ("身旁无主方人员的来宾", "guests without a companion beside"),
    "interpreter": ("未紧邻服务对象的译员", "interpreters away from their principals"),
    "language": ("与邻座语言不通者", "people without a common language"),
    "group": ("来宾团分散", "parties spread over tables"),
    "gender": ("同性别相邻", "neighbours of the same gender"),
    "moved": ("换座人数", "people moved"),
    "apart_together": ("未满足的排座要求", "wishes not kept"),
}

MISMATCH = {
    "host_below": ("主人{name}的职级比主宾{other}低{levels}", "The host, {name}, is {levels} below the guest of honour, {other}"),
    "host_above": ("主人{name}的职级比主宾{other}高{levels}", "The host, {name}, is {levels} above the guest of honour, {other}"),
    "outranks": ("陪同{name}的职级高于主宾{other}", "The companion {name} outranks the guest of honour, {other}"),
    "below": ("来宾{name}的对应陪同{other}职级低{levels}", "{other}, the counterpart of the guest {name}, is {levels} below"),
    "above": ("来宾{name}的对应陪同{other}职级高{levels}", "{other}, the counterpart of the guest {name}, is {levels} above"),
    "missing": ("{name}在主方没有对应人员", "No counterpart on the host side for {name}"),
}

TABLE_ORDER = {
    "only": ("唯一的一桌", "The only table"),
    "stage": ("主桌：临台为上，离舞台最近", "Main table: the nearest to the stage"),
    "centre": ("主桌：居中为上，位于各桌正中", "Main table: the centre of the group"),
    "far": ("主桌：以远为上，离门最远一排的正中", "Main table: the middle of the row farthest from the door"),
    "far_right": ("主桌：离门最远一排，面门右侧为上", "Main table: in the row farthest from the door, at the right hand of who faces the door"),
    "far_left": ("主桌：离门最远一排，面门左侧为上", "Main table: in the row farthest from the door, at the left hand of who faces the door"),
    "near": ("距主桌 {metres} 米，近者为高", "{metres} m from the main table: nearer is higher"),
    "tie_door": ("与 {other} 桌同距主桌，{other} 桌离门更远", "As near to the main table as {other}, which is farther from the door"),
    "tie_right": ("与 {other} 桌同距主桌，{other} 桌居右", "As near to the main table as {other}, which is on the right-hand side"),
    "tie_left": ("与 {other} 桌同距主桌，{other} 桌居左", "As near to the main table as {other}, which is on the left-hand side"),
}

LADDER = {
    "title": ("礼宾次序", "Order of precedence"),
    "level": ("第 {level} 级", "Level {level}"),
    "guest": ("客方", "Guests"),
    "host": ("主方", "Hosts"),
    "without_rank": ("占位不占数", "A chair and no rank"),
    "before": ("{first}在{second}之前：{title}（{rule}）", "{first} before {second}: {title} ({rule})"),
    "circle": ("先后次序自相矛盾：{statements}", "The order contradicts itself: {statements}"),
    "represents": ("代{name}", "for {name}"),
}

LANGUAGE = {
    "zh": ("中文", "Chinese"), "en": ("英语", "English"), "de": ("德语", "German"), "ja": ("日语", "Japanese"),
    "ar": ("阿拉伯语", "Arabic"), "fr": ("法语", "French"), "ru": ("俄语", "Russian"), "es": ("西班牙语", "Spanish"),
    "ko": ("韩语", "Korean"), "it": ("意大利语", "Italian"), "pt": ("葡萄牙语", "Portuguese"),
}

MOST_NAMED = 4

FEATURE = {"accessible": ("无障碍", "accessible")}


class Spoken:
    """Something said in both languages, as `zh` and `en`: one text, or a tuple of sentences."""

    def sentence(self, lang):
        return self.zh if lang == "zh" else self.en

    sentences = sentence


def pick(words, lang):
    """One of a (zh, en) pair."""
    return words[0] if lang == "zh" else words[1]


def table_name(table, lang):
    """"第 1 桌" or "table 1"; its label, else its number in table order, of which 1 is the main table."""
    called = table_called(table)
    if lang == "zh":
        return f"第 {called} 桌" if called.isascii() else f"{called}桌"
    return f"table {called}"


def table_called(table):
    """What stands on a table: its label, else its number."""
    return table.label or str(table.rank + 1)


def listed(names, lang):
    """"甲、乙" or "A and B"; of more than MOST_NAMED only the first are named."""
    if len(names) > MOST_NAMED:
        rest = len(names) - MOST_NAMED + 1
        shown = names[:MOST_NAMED - 1]
        return "、".join(shown) + f"等{len(names)}人" if lang == "zh" else f"{', '.join(shown)} and {rest} others"
    if lang == "zh" or len(names) < 2:
        return "、".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
