"""Word stems of English and Russian, cut by their endings: enough to bring the forms of one word together."""

import re

_ENDINGS = re.compile(
    r"(?:иями|ями|ами|ого|его|ому|ему|ыми|ими|ость|ости|ная|ной|ные|ный|ное|ных|ным|ая|яя|ой|ей|ый|ий|ое|ее|ые|ие|ых|их|"
    r"ов|ев|ам|ям|ах|ях|ом|ем|ую|юю|ия|ии|ию|а|я|о|е|ы|и|у|ю|ь|й|ations?|ings?|ies|ers?|ed|es|s)$",
)
_UNCUT = 4


def stem(word: str) -> str:
    """The word without its ending; words of up to four letters stay whole.

    >>> stem("насосы"), stem("насосов"), stem("pumps"), stem("bus")
    ('насос', 'насос', 'pump', 'bus')
    """
    return _ENDINGS.sub("", word) if len(word) > _UNCUT else word
