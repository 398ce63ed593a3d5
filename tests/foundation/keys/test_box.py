import pytest

from linli.foundation.keys import box

# RFC 8998, appendix A.1: SM4-GCM
KEY = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
NONCE = bytes.fromhex("00001234567800000000ABCD")
AAD = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
PLAIN = bytes.fromhex("".join(c * 16 for c in "ABCDEFEA"))
CIPHER = bytes.fromhex(
    "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
    "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
)
TAG = bytes.fromhex("83DE3541E4C2B58177E065A9BF7B62EC")


def test_sm4_gcm_of_rfc_8998() -> None:
    assert box.encrypt(KEY, NONCE, PLAIN, AAD) == CIPHER + TAG


@pytest.mark.parametrize(
    ("data", "digest"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_sm3_of_gb_t_32905(data: bytes, digest: str) -> None:
    assert box.sm3(data).hex() == digest


def test_a_sealed_text_opens_only_with_its_key_and_place() -> None:
    one = box.Box(KEY)
    sealed = one.seal_text("张示例 100-0000-0001", "case:1:contact")
    assert "示例".encode() not in sealed
    assert one.open_text(sealed, "case:1:contact") == "张示例 100-0000-0001"
    with pytest.raises(box.Unreadable):
        one.open_text(sealed, "case:2:contact")
    with pytest.raises(box.Unreadable):
        box.Box(bytes(16)).open_text(sealed, "case:1:contact")


@pytest.mark.parametrize("at", [0, 5, 20, -1])
def test_one_changed_byte_is_seen(at: int) -> None:
    sealed = bytearray(box.seal(KEY, b"words", "case:1"))
    sealed[at] ^= 1
    with pytest.raises(box.Unreadable):
        box.open(KEY, bytes(sealed), "case:1")


def test_the_same_text_is_never_sealed_alike() -> None:
    assert len({box.seal(KEY, b"words", "x") for _ in range(100)}) == 100


def test_a_box_does_not_show_its_key() -> None:
    assert KEY.hex() not in repr(box.Box(KEY))
    assert repr(KEY) not in repr(box.Box(KEY))
