import pytest

from sapa.lib.taxids import InvalidTaxId, format_npwp, normalise_nik, normalise_npwp


def test_an_old_npwp_gets_its_leading_zero():
    assert normalise_npwp("01.234.567.8-901.000") == "0012345678901000"
    assert format_npwp("0012345678901000") == "01.234.567.8-901.000"


def test_a_new_npwp_stays():
    assert normalise_npwp("3201 0145 0890 0002") == "3201014508900002"
    assert format_npwp("3201014508900002") == "3201 0145 0890 0002"


@pytest.mark.parametrize("text", ["", "123", "12345678901234567", "01.234.567.8-901.00x", "0" * 16, "١" * 16])
def test_it_refuses_what_is_no_npwp(text):
    with pytest.raises(InvalidTaxId):
        normalise_npwp(text)


def test_a_nik_has_a_province_and_a_birthday():
    assert normalise_nik("3201 0145 0890 0002") == "3201014508900002"  # a woman born on 5 August
    for nonsense in ("", "3201013208900002", "3201010113900002", "0101010108900002", "3201010108900000", "32010101089"):
        with pytest.raises(InvalidTaxId):
            normalise_nik(nonsense)
