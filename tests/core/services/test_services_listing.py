from hypothesis import given, settings
from hypothesis import strategies as st

from core.model import Condition, Listed
from core.ports import ConditionUpdate
from core.services.listing import Relisting, relist

A, B = Condition(1, "0", "급등"), Condition(2, "1", "거래량")

seqs = st.sampled_from([str(seq) for seq in range(5)])
names = st.sampled_from(["급등", "거래량", "신고가", "눌림목"])
listings = st.lists(st.builds(Listed, seqs, names), max_size=6, unique_by=lambda one: one.seq)


def listed(*pairs: tuple[str, str]) -> list[Listed]:
    return [Listed(seq, name) for seq, name in pairs]


def written(known: list[Condition], found: Relisting) -> list[Condition]:
    """Return the conditions as the store would have them after the listing."""
    rows = {one.id: one for one in known}
    for update in found.updates:
        key = update.id if update.id is not None else max(rows, default=0) + 1
        rows[key] = Condition(key, update.seq, update.name, update.listed)
    return list(rows.values())


@settings(max_examples=50, deadline=None)
@given(st.lists(listings, max_size=8))
def test_however_often_they_are_edited_each_number_has_one_condition_of_the_listed_name(
    edits: list[list[Listed]],
) -> None:
    known: list[Condition] = []
    for now in edits:
        after = written(known, relist(known, now))
        assert sorted((one.seq, one.name) for one in after if one.listed) == sorted(
            (one.seq, one.name) for one in now
        )
        before = {one.id: one.name for one in known}
        assert all(one.name == before.get(one.id, one.name) for one in after)
        assert relist(after, now) == Relisting()
        known = after


@settings(max_examples=50, deadline=None)
@given(st.lists(listings, min_size=1, max_size=8))
def test_every_condition_that_was_listed_is_followed_or_told_about(
    edits: list[list[Listed]],
) -> None:
    known: list[Condition] = []
    for now in edits:
        found = relist(known, now)
        after = {one.id: one for one in written(known, found)}
        lost = [one.id for one, _ in (*found.renamed, *found.several)]
        lost += [one.id for one in found.gone]
        assert len(lost) == len(set(lost))
        for one in known:
            if one.listed:
                assert after[one.id].listed is (one.id not in lost)
        for one, seq in found.moved:
            assert after[one.id].seq == seq != one.seq
        known = list(after.values())


@settings(max_examples=50, deadline=None)
@given(st.lists(listings, min_size=1, max_size=8))
def test_a_listed_condition_whose_name_stands_there_once_is_never_lost(
    edits: list[list[Listed]],
) -> None:
    known: list[Condition] = []
    for now in edits:
        after = {one.id: one for one in written(known, relist(known, now))}
        for one in known:
            twins = [other for other in known if other.listed and other.name == one.name]
            same = [other for other in now if other.name == one.name]
            if one.listed and len(twins) == len(same) == 1:
                assert (after[one.id].seq, after[one.id].listed) == (same[0].seq, True)
        known = list(after.values())


def test_the_first_listing_makes_them_all_new() -> None:
    found = relist([], listed(("0", "급등"), ("1", "거래량")))
    assert found == Relisting(
        (ConditionUpdate(None, "0", "급등", True), ConditionUpdate(None, "1", "거래량", True))
    )


def test_an_unchanged_listing_changes_nothing() -> None:
    assert relist([A, B], listed(("1", "거래량"), ("0", "급등"))) == Relisting()


def test_conditions_that_change_places_are_followed() -> None:
    found = relist([A, B], listed(("1", "급등"), ("0", "거래량")))
    assert found.moved == ((A, "1"), (B, "0"))
    assert not found.renamed
    assert not found.gone


def test_a_name_that_is_gone_with_another_in_its_place_is_renamed() -> None:
    found = relist([A, B], listed(("0", "급등 2"), ("1", "거래량")))
    assert found.renamed == ((A, "급등 2"),)
    assert found.updates == (
        ConditionUpdate(1, "0", "급등", False),
        ConditionUpdate(None, "0", "급등 2", True),
    )


def test_a_name_that_is_gone_with_its_number_is_gone() -> None:
    assert relist([A, B], listed(("0", "급등"))).gone == (B,)


def test_a_condition_that_comes_back_is_the_same_one() -> None:
    away = Condition(1, "0", "급등", listed=False)
    found = relist([away, B], listed(("1", "거래량"), ("4", "급등")))
    assert found == Relisting((ConditionUpdate(1, "4", "급등", True),), back=(away,))


def test_a_condition_is_not_followed_to_one_of_several_of_its_name() -> None:
    found = relist([A], listed(("1", "급등"), ("2", "급등")))
    assert found.several == ((A, ("1", "2")),)
    assert not found.gone
    assert [update.id for update in found.updates] == [1, None, None]


def test_a_condition_whose_number_another_one_we_know_took_is_gone_and_not_renamed() -> None:
    found = relist([A, B], listed(("0", "거래량")))
    assert found.moved == ((B, "0"),)
    assert found.gone == (A,)
    assert not found.renamed


def test_of_two_of_one_name_the_one_that_stayed_stays() -> None:
    twin = Condition(2, "1", "급등")
    found = relist([A, twin], listed(("1", "급등")))
    assert found.gone == (A,)
    assert found.moved == ()


def test_a_condition_that_is_followed_is_not_ousted_by_one_long_gone() -> None:
    away, twin = Condition(1, "0", "급등", listed=False), Condition(2, "1", "급등")
    found = relist([away, twin], listed(("0", "급등")))
    assert found.moved == ((twin, "0"),)
    assert not found.renamed
    assert not found.gone


def test_a_number_listed_twice_becomes_one_condition() -> None:
    found = relist([], listed(("0", "급등"), ("0", "거래량")))
    assert len(found.updates) == 1
