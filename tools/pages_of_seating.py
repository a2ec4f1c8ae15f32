"""Writes docs/seating/rules.md and rules.zh.md from the catalogue, the options and the packs of seating/rules/.

    .venv/bin/python tools/pages_of_seating.py        (a test fails when they are out of date)
"""
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[1]
sys.path.insert(0, str(PROJECT))

FILES = {"en": "rules.md", "zh": "rules.zh.md"}
WORDS = {
    "en": {
        "title": "Rules, options and packs, with their sources",
        "about": ["Written by `tools/pages_of_seating.py` from `seating/rules/`; not by hand. 中文：[rules.zh.md](rules.zh.md).", "",
                  "Confidence: H several independent sources or an official text, M one good source or a stated rule applied, L weak.",
                  "The keys of sources are those of the worked cases (`tests/seating/cases.json`, field `sources`). How a rule is",
                  "added is in [adding-a-rule.md](adding-a-rule.md)."],
        "packs": "Packs", "options": "Options", "rules": "Rules", "weights": "Weights",
        "pack_head": "| pack | for | ranks by | breaks ties by | options that differ from the default |",
        "option_head": "| option | decides | values, the default first | source | confidence |",
        "rule_head": "| rule | in words | holds with | source | confidence | packs |",
        "weight_head": "What breaking each soft rule costs ([format.md](format.md), cost terms); empty: the pack has no such rule.",
        "all": "all", "none": "by option or by a house pack", "comma": ", ", "stop": ". "},
    "zh": {
        "title": "规则、选项与规则包，附出处",
        "about": ["由 `tools/pages_of_seating.py` 依 `seating/rules/` 写成，勿手改。English：[rules.md](rules.md)。", "",
                  "可信度：H 为多个独立来源或官方文本，M 为一个可靠来源或由成规推得，L 为依据薄弱。",
                  "出处代号与实例（`tests/seating/cases.json` 的 `sources`）一致。增加规则的方法见 [adding-a-rule.md](adding-a-rule.md)。"],
        "packs": "规则包", "options": "选项", "rules": "规则", "weights": "权重",
        "pack_head": "| 规则包 | 用途 | 分级依据 | 同级先后 | 与默认不同的选项 |",
        "option_head": "| 选项 | 决定什么 | 取值（默认在前） | 出处 | 可信度 |",
        "rule_head": "| 规则 | 内容 | 适用条件 | 出处 | 可信度 | 规则包 |",
        "weight_head": "违反各条软性规则的代价（见 [format.md](format.md)）；空白表示该规则包没有这一规则。",
        "all": "全部", "none": "由选项或自定规则包引入", "comma": "、", "stop": "。"},
}


def rules_page(lang):
    """The page in one language, as text."""
    from seating.rules import load_pack, pack_ids

    words, packs = WORDS[lang], [load_pack(p) for p in pack_ids()]
    parts = ((words["packs"], _packs(packs, lang)), (words["options"], _options(lang)), (words["weights"], _weights(packs, words)),
             (words["rules"], _rules(packs, lang)))
    lines = [f"# {words['title']}", "", *words["about"]]
    for title, rows in parts:
        lines += ["", f"## {title}", "", *rows]
    return "\n".join(lines) + "\n"


def _value(value):
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _row(*cells):
    return "| " + " | ".join(str(c).replace("|", "/") for c in cells) + " |"


def _packs(packs, lang):
    from seating.rules import OPTIONS

    words = WORDS[lang]
    yield from (words["pack_head"], "| --- | --- | --- | --- | --- |")
    for pack in packs:
        differs = [f"`{k}` {_value(v)}" for k, v in pack.options.items() if v != OPTIONS[k][0]]
        criteria = [words["comma"].join(pack.rule_by(c).title[lang] for c in found) for found in (pack.ranks_by, pack.ties_by)]
        yield _row(f"`{pack.id}`", f"**{pack.title[lang]}**{words['stop']}{pack.about[lang]}", *criteria, words["comma"].join(differs))


def _options(lang):
    from seating.rules import load_case_options, load_options

    words = WORDS[lang]
    yield from (words["option_head"], "| --- | --- | --- | --- | --- |")
    for option in (load_options() | load_case_options()).values():
        values = words["comma"].join(f"{_value(value)} {name[lang]}" for value, name in option.values.items())
        yield _row(f"`{option.id}`", f"**{option.title[lang]}**{words['stop']}{option.text[lang]} {option.reason[lang]}".replace("。 ", "。"),
                   values, option.source, option.confidence)


def _weights(packs, words):
    from seating.model import WEIGHTS

    yield from (words["weight_head"], "", _row("", *(f"`{t}`" for t in WEIGHTS)), "| --- |" + " --: |" * len(WEIGHTS))
    for pack in packs:
        yield _row(f"`{pack.id}`", *(pack.weights.get(t, "") for t in WEIGHTS))


def _rules(packs, lang):
    from seating.rules import load_rules

    words = WORDS[lang]
    yield from (words["rule_head"], "| --- | --- | --- | --- | --- | --- |")
    for rule in load_rules().values():
        holds = words["comma"].join(f"`{key}` {' / '.join(_value(v) for v in values)}" for key, values in rule.option.items())
        used = [p.id for p in packs if rule.id in p.rules]
        named = words["all"] if len(used) == len(packs) else words["comma"].join(used) or words["none"]
        yield _row(rule.id, f"**{rule.title[lang]}**{words['stop']}{rule.text[lang]} {rule.reason[lang]}".replace("。 ", "。"),
                   holds, rule.source, rule.confidence, named)


def main():
    for lang, name in FILES.items():
        (PROJECT / "docs/seating" / name).write_text(rules_page(lang), "utf-8")


if __name__ == "__main__":
    main()
