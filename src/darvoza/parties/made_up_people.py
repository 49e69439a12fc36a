"""Made-up people and firms of many countries, named as people there are, in their own script or in Latin letters.

Common family and given names put together by chance: nobody in particular, but as likely to be like a listed name as
ordinary people are.
"""

import random
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from darvoza.parties.letters import in_latin, is_arabic
from darvoza.parties.scripts import in_latin_letters

_CHINESE_FAMILY: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗郑梁宋唐许邓韩冯曹曾彭萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任沈姚卢钟姜崔谭陆"
    "范汪石廖贾韦夏付方邹熊白孟秦邱江尹張劉陳楊黃趙吳孫馬羅鄭許鄧韓馮蕭葉蘇盧鍾譚陸賈"
)
_CHINESE_GIVEN: Final = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅鹏飞文建国志春海燕晓东雪辉宇浩然子轩雨欣嘉俊峰博龙凤淑"
    "珍珠金家豪美怡君雅婷宗翰承恩冠偉麗強軍豔紅國東輝龍鳳畅颖彬信安福德成永光荣贵生"
)
_JAPANESE_FAMILY: Final = tuple(
    "佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 池田 山田 吉田 井上 木村 林 清水 森 石川 前田".split()
)
_JAPANESE_GIVEN: Final = tuple(
    "春香 和也 康弘 陽子 浩 健一 真由美 直樹 大輔 裕子 誠 花子 太郎 翔太 美咲 拓也 智子".split()
)
_KOREAN_FAMILY: Final = "김이박최정강조윤장임한오서신권황안송류전홍차"
_KOREAN_GIVEN: Final = "민서준지훈은정성수영희철현우건재호숙순자경미진상동명선혜주원식중"
_KOREAN_LATIN: Final = (
    tuple("Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Han Oh Seo Shin Kwon Hwang Ahn Song Ryu Hong Ri Pak Jo".split()),
    tuple("Min Seo Jun Ji Hoon Eun Jung Sung Soo Young Hee Chul Hyun Woo Kun Jae Ho Sook Kyung Mi Jin Sang Dong Chol "
          "Myong Son Hye Il Nam Hyok Song Kwang Guk".split()),
)  # fmt: skip
_CHINESE_TOWNS: Final = tuple("深圳 上海 北京 广州 义乌 宁波 杭州 新疆 青岛 天津 苏州 厦门 东莞 佛山 武汉".split())
_CHINESE_TRADES: Final = tuple(
    "科技 贸易 国际 实业 电子 传媒 医药 食品 文化 投资 物流 网络 机械 化工 建设 服饰 教育 家居".split()
)
_WESTERN: Final = (
    (
        tuple("James Mary Robert Linda Charles Jennifer Joseph Susan Christopher Jessica Daniel Sarah Brian Nancy Arthur".split()),
        tuple("Smith Johnson Brown Wilson Taylor Clark Stephens Pierce Moore Hill Mack Carter Mitchell Turner Parker Kim".split()),
    ),
    (
        tuple("Jose Maria Luis Carmen Juan Karla Carlos Ana Jorge Alma Mario Edgar Pedro Lucia Miguel Erica Mariana".split()),
        tuple("Garcia Lopez Perez Castro Mendoza Lorenzo Serra Rojas Torres Silva Amorim Santos Pena Gimenez Rivera".split()),
    ),
    (
        tuple("Hans Anna Klaus Monika Jurgen Ursula Mads Jaana Pieter Ingrid Lars Sofia Giulia Marco Pierre Camille".split()),
        tuple("Muller Schmidt Weber Fischer Louws Toivanen Virtanen Jansen Rossi Ferrari Dubois Moreau Nielsen Novak".split()),
    ),
    (
        tuple("Mehmet Ayse Mustafa Elif Emre Zeynep Ahmet Fatma Burak Selin Tuncay Hakan".split()),
        tuple("Yilmaz Kaya Demir Sahin Celik Akcay Arslan Dogan Guclu Ozturk Aydin Yildiz".split()),
    ),
    (
        tuple("Rajesh Priya Amit Sunita Sanjay Rita Anil Deepa Vijay Neha Arjun Kavita".split()),
        tuple("Sharma Shah Patel Singh Kumar Gupta Reddy Nair Verma Joshi Shrestha Das".split()),
    ),
    (
        tuple("Nguyen Tran Le Pham Hoang Vu Budi Siti Agus Dewi Nur Maung".split()),
        tuple("Van Minh Thi Lan Duc Anh Santoso Wijaya Aryani Putra Htun Aung".split()),
    ),
)  # fmt: skip
_SLAVIC_ENDS: Final = ("ov", "ev", "in", "ova", "eva", "ina", "skiy", "enko")
_AFTER_GIVEN: Final = (("ovich", "ovna"), ("evich", "evna"))


@cache
def _words() -> tuple[list[str], list[str], list[str], list[str], list[str]]:
    """Given names in Latin letters and in Arabic script; Slavic given names, patronymics, and family names."""
    with files("darvoza.parties").joinpath("data", "words.yaml").open(encoding="utf-8") as file:
        content: dict[str, Any] = yaml.safe_load(file)
    given = [word for line in content["names"] for word in line.split()]
    slavic = [
        line.split() for line in content["names"][[line.split()[0] for line in content["names"]].index("aleksandr") :]
    ]
    fathers = [word for line in slavic for word in line if line[0].endswith(("vich", "vna"))]
    common = f"{content['common']['many']} {content['common']['some']}".split()
    return (
        [word for word in given if word.isascii() and word not in fathers],
        [word for word in given if is_arabic(word)],
        [line[0] for line in slavic if not line[0].endswith(("vich", "vna"))],
        [line[0] for line in slavic if line[0].endswith(("vich", "vna"))]
        + [word for word in common if word.endswith(("vich", "vna"))],
        [word for word in common if word.endswith(_SLAVIC_ENDS) and not word.endswith(("vich", "vna"))],
    )


def _chinese(chance: random.Random) -> str:
    given = "".join(chance.choice(_CHINESE_GIVEN) for _ in range(chance.choice((1, 2, 2))))
    family = chance.choice(_CHINESE_FAMILY)
    if chance.random() < 0.5:
        return chance.choice((f"{family}{given}", f"{given} {family}", f"{family} {given}"))
    latin = (in_latin_letters(family) or family).title(), (in_latin_letters(given) or given).title()
    return " ".join(latin if chance.random() < 0.5 else latin[::-1])


def _japanese(chance: random.Random) -> str:
    family, given = chance.choice(_JAPANESE_FAMILY), chance.choice(_JAPANESE_GIVEN)
    return chance.choice((f"{family}{given}", f"{given} {family}"))


def _korean(chance: random.Random) -> str:
    if chance.random() < 0.5:
        family, given = chance.choice(_KOREAN_FAMILY), "".join(chance.sample(_KOREAN_GIVEN, 2))
        return chance.choice((f"{family}{given}", f"{family} {given}", f"{given} {family}"))
    families, syllables = _KOREAN_LATIN
    one, other = chance.sample(syllables, 2)
    given = chance.choice((f"{one} {other}", f"{one}-{other}", f"{one}{other.lower()}"))
    family = chance.choice(families)
    return f"{family} {given}" if chance.random() < 0.6 else f"{given} {family}"


def _chinese_firm(chance: random.Random) -> str:
    own = "".join(chance.choice(_CHINESE_GIVEN) for _ in range(chance.choice((2, 2, 3))))
    whole = own + chance.choice(("", chance.choice(_CHINESE_TRADES)))
    if chance.random() < 0.5:
        whole = f"{chance.choice(_CHINESE_TOWNS)}{whole}有限公司"
    if chance.random() < 0.4:
        return " ".join(in_latin(sign).title() for sign in whole)
    return whole


def _western(chance: random.Random) -> str:
    given, family = chance.choice(_WESTERN)
    first = " ".join(chance.sample(given, chance.choice((1, 1, 2))))
    return f"{first} {chance.choice(family)}"


def _of_the_east(chance: random.Random) -> str:
    latin, arabic, *_ = _words()
    if chance.random() < 0.4:
        words = chance.sample(arabic, chance.choice((2, 2, 3)))
        words[-1] += chance.choice(("", "", "ی", "زاده", "پور"))
        return " ".join(words)
    words = chance.sample(latin, chance.choice((2, 2, 3)))
    words[-1] += chance.choice(("", "", "i", "zadeh", "ov", "ova", "pour"))
    return " ".join(words).title()


def _slavic(chance: random.Random) -> str:
    _, _, given, fathers, families = _words()
    words = [chance.choice(given), chance.choice(families)]
    if chance.random() < 0.35:
        words.insert(1, chance.choice(fathers))
    if chance.random() < 0.5:
        words = [words[-1], *words[:-1]]
    return " ".join(words).title()


_KINDS: Final[tuple[Callable[[random.Random], str], ...]] = (
    _chinese, _japanese, _korean, _korean, _chinese_firm, _western, _western, _of_the_east, _of_the_east, _slavic, _slavic,
)  # fmt: skip


def somebody(chance: random.Random) -> str:
    """The name of a person or firm that exists nowhere, as such names are made in some country."""
    return chance.choice(_KINDS)(chance)
