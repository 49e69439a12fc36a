"""Words that systematic names are made of, and whether a word is made of nothing else."""

from functools import lru_cache

_PARTS = """
meth eth prop but pent hex hept oct non dec undec dodec tridec tetradec hexadec octadec eicos icos cycl cyclo bi bicyclo tricyclo
tetracyclo spiro yl ylidene ylidyne ane ene yne an en yn a e o di tri tetra penta hexa hepta octa nona deca mono bis tris tetrakis
iso sec tert neo pinacolyl n normal ol diol triol al one dione oic ic ous ate ite ide ium io oxy oxo hydroxy amino imino nitro
nitroso azo azido cyano cyanato thiocyanato isocyanato fluoro chloro bromo iodo fluor chlor brom iod fluoride chloride bromide
iodide cyanide oxide sulfide sulphide disulfide thio sulfanyl mercapto thiol thion thiolo dithio dithi seleno sulfo sulph sulf
sulfin sulfon sulfonyl sulfinyl sulfanediyl phosph phosphon phosphin phosphor phosphono phosphoro phosphino phosphoramid
phosphonamid phosphoric phosphorous phosphonic phosphinic phosphonous phosphinous phosphate phosphite phosphonate
phosphonite phosphinate phosphoryl phosphonyl phosphinyl phosphorus phosphine phosphane phosphaneyl arsine arsane arsonous
arsinous arsenic arsenous arsenite arsenate ars stib acid anhydride ester ether ketone alcohol aldehyde amine amide imide imidamide amidine
nitrile carb carbox carbon carbonyl carbonate carbamoyl carbam carbamate carbamic carbonic carbaldehyde carboxylic carboxylate
form formic acet acetic acetyl acetate acetamide acetone propion butyr valer benz benzo benzyl benzoyl benzene benzil benzilate phenyl phen
phenol phenoxy tolu toluene tolyl xylene xylyl anilin aniline anil styr styrene vinyl allyl propargyl ethenyl ethynyl naphth naphthyl
pyrid pyridin pyridine pyridyl picol picolyl piperid piperidin piperidine piperidyl piperaz piperazine morphol morpholine pyrrol pyrrolidin
pyrrolidine imidazol imidaz pyrazol triazol tetrazol triazin triazine thiazol oxazol oxazolid furan fur furfuryl tetrahydro dihydro hydro hexahydro hydroxide
thiophen thien indol quinol quinolin quinoline isoquinol quinuclidin quinuclid quinuclidinyl adamant dioxol dioxan dioxane dioxole benzodioxol oxiran oxirane aziridin
aza oxa thia phospha sila bora azabicyclo dioxa trioxa phosphinan phosphinane azonia silane silyl siloxane stannane plumbane borane
boron silicon silicate silicic hydrazin hydrazine hydrazide guanidin guanidine guan urea thiourea ureido hydrogen dihydrogen hydrochloride dihydrochloride
hydrobromide hydroiodide hydrofluoride hydrate monohydrate dihydrate trihydrate tetrahydrate pentahydrate hexahydrate heptahydrate nonahydrate hemihydrate methiodide
sulfate sulphate sulfite sulphite sulfuric sulphuric sulfurous sulfonate nitrate nitrite nitric nitrous chlorate perchlorate chlorite hypochlorite
permanganate manganate chromate dichromate tungstate molybdate vanadate borate boric tetraborate hypophosphite metaphosphate pyrophosphate
sodium potassium lithium calcium magnesium ammonium barium strontium aluminium aluminum zinc iron copper lead silver mercury nickel
cobalt manganese chromium cadmium tin titanium zirconium bismuth antimony thallium cesium caesium rubidium disodium dipotassium
trisodium ferric ferrous cupric cuprous trichloride dichloride tetrachloride pentachloride hexachloride trifluoride difluoride
pentafluoride hexafluoride tetrafluoride pentoxide trioxide dioxide monoxide peroxide pentasulfide oxychloride monochloride
bifluoride difluorid fluoridate chloridate bromidate dichloridate difluoridate cyanidate fluorid chlorid bromid cyanid cyanidic
thioate dithioate thionothiolate thiolothionate thiolate dithiolate thionate thioic dithioic thiophosph thiophosphoryl
oxalate oxalic maleate maleic fumarate fumaric succin succinate citrate citric tartrate tartaric lactate lactic glycol glycolic
glycer glycerol glyceryl stearate stearic oleate oleic palmitate lauryl lauryl salicyl salicylate salicylic benzoate benzoic phthal phthalate
phthalic terephthal malonate malonic malon adip adipate adipic acryl acrylate acrylic methacryl crotyl glyox pyruv cinnam anis
cresol cresyl catechol resorcin hydroquinone quinone anthra anthran anthranil nicot nicotin thymol vanillin piperonal piper
butoxy methoxy ethoxy propoxy isopropoxy pentyloxy phenyloxy oxyl peroxy hydroperoxide amidinyl formamid formamide formamidine acetamidine
propanamidine butanamidine isobutanamidine sarin soman tabun saxitoxin ergot ergotamine alpha beta gamma delta omega lambda cis trans
rac meso ortho meta para iminodi nitrilo nitril iminium onium azonium sulfonium phosphonium ammon ammonio oxonium pyridinium deutero
deuter deuterio tritio salt free base tartar hemi sesqui thionyl nitrosyl sulfuryl chloral chloroform bromoform iodoform acetal
""".split()
_MORPHEMES = frozenset(_PARTS)
_LONGEST = max(map(len, _PARTS))
_WEAK = frozenset({"acid", "salt", "ester", "ether", "alcohol", "free", "base", "alpha", "beta", "gamma", "delta", "meta", "para", "one",
    "lead", "tin", "iron", "silver", "copper", "nickel", "zinc", "form", "but", "dec", "oct", "carbon", "form", "normal", "an", "en",
    "e", "o", "a", "al", "ol", "di", "non", "tri", "iso", "bi", "sec", "mono", "piper", "phen", "trans", "cis", "ortho", "mercury", "titanium", "chromium",
    "cobalt", "manganese", "magnesium", "aluminium", "aluminum", "cadmium", "silicon", "boron", "antimony", "bismuth", "hydrogen", "benzo", "ferrous", "ferric",
    "prop", "silane", "iodide", "neo", "hex", "ic", "tone", "hydro"})  # fmt: skip


@lru_cache(maxsize=50_000)
def is_chemical(word: str) -> bool:
    """Whether a word of small letters is made of parts of systematic names, and of nothing else.

    >>> is_chemical("diisopropylamino"), is_chemical("methylphosphonate"), is_chemical("methodical")
    (True, True, False)
    """
    size = len(word)
    if size > 80:  # noqa: PLR2004 - longer than any such word, and the search grows with it
        return False
    reached = [True] + [False] * size
    for start in range(size):
        if reached[start]:
            for end in range(start + 1, min(size, start + _LONGEST) + 1):
                if word[start:end] in _MORPHEMES:
                    reached[end] = True
    return reached[size]


def is_weak(word: str) -> bool:
    """Whether a word is in systematic names but says nothing of its own: a metal, ``acid``, ``salt``."""
    return word in _WEAK or len(word) <= 2  # noqa: PLR2004 - locants and articles
