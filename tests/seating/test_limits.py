from seating.limits import limit, load_limits


def test_every_limit_speaks_both_languages_and_has_a_value():
    for found in load_limits().values():
        assert all(words[lang].strip() for words in (found.title, found.text, found.reason) for lang in ("zh", "en"))
    assert limit("why_not_moves") == 3 and limit("repair_options") == 3 and limit("candidates") == 5
