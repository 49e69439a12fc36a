"""The public documents that several indicators come from."""

from darvoza.risk.indicator import Source

TRI_SEAL = Source(
    "DOJ, Treasury and BIS Tri-Seal compliance note, March 2023",
    "https://wilmarth-associates.com/department-of-commerce-department-of-the-treasury-and-department-of-justice-"
    "tri-seal-compliance-note/",
)
BIS_RED_FLAGS = Source("BIS, Red Flag Indicators", "https://www.bis.gov/articles/red-flag-indicators")
JOINT_NOTICE_2023 = Source(
    "FinCEN and BIS joint notice, November 2023 (letter of credit consigned to the issuing bank)",
    "https://arnoldporter.com/en/perspectives/blogs/enforcement-edge/2023/11/bis-and-fincen-joint-alert",
)
BIFALINK = Source(
    "BIFAlink, September 2025, to-order consignments", "https://online.flippingbook.com/view/796963737/21"
)
FATF_TBML_2021 = Source(
    "FATF and Egmont Group, Trade-Based Money Laundering: Risk Indicators, March 2021",
    "https://ecovis.lt/risk-indicators-of-trade-based-money-laundering/",
)
FATF_TBML_2021_DOCUMENTS = Source(
    "FATF and Egmont Group, Trade-Based Money Laundering: Risk Indicators, March 2021",
    "https://amlnewsflow.coastlinesolutions.com/2021/03/15/fatf-and-egmont-release-trade-based-money-laundering-"
    "risk-indicators/",
)
FATF_TBML_2006 = Source(
    "FATF, Trade Based Money Laundering, 2006",
    "https://www.hlb-mauritius.com/an-overview-of-trade-based-money-laundering-and-terrorist-financing-and-the-"
    "risk-indicators/",
)
THEMIS = Source(
    "Themis environmental-crime toolkit, transportation and trade-based laundering indicators",
    "https://wearethemis.com/uk/environmental-crimes-financial-toolkit/typologies-red-flags-and-reporting/"
    "transportation-trade-based-money-laundering-indicators",
)
HIGH_PRIORITY = Source("Common High Priority List (EU, Japan, UK, US), 23 February 2024", "https://bis.gov/node/6280")
SEA_CONTAINER_GUIDE = Source(
    "European Commission, Good Practice Guide for Sea Container Control, chapter 1",
    "https://id.scribd.com/document/50810869/Chapter-1-General-approach-to-container-control",
)
TIN_CAN = Source(
    "WCO News 102, Operation TIN CAN",
    "https://mag.wcoomd.org/magazine/wco-news-102-issue-3-2023/operation-tin-can/",
)
CTPAT_TRENDS = Source(
    "CTPAT cargo smuggling trends, fiscal year 2021",
    "https://ct-strategies.com/2022/08/11/ctpat-cargo-smuggling-trends-members-should-know/",
)
CTPAT_TRANSSHIPMENT = Source(
    "CBP CTPAT alert on illegal transshipment, 2025", "https://www.kwe.com/updates/advisory/2025_58.html"
)
CACI_RAIL = Source(
    "CACI Analyst field report, May 2009, returning freight cars and acetic anhydride",
    "https://cacianalyst.org./publications/field-reports/item/11848-field-reports-caci-analyst-2009-5-27-art-11848.html",
)
UCC_DELEGATED = Source(
    "Delegated Regulation (EU) 2015/2446, Annex B, description of goods; EU ICS2 list of stop words",
    "https://eur-lex.europa.eu/eli/reg_del/2015/2446/oj",
)
CTPAT_PARTNERS = Source(
    "CBP C-TPAT message to members on narcotic and human smuggling, March 2013",
    "https://www.nmbia.org/2013/03/important-message-for-all-c-tpat-members/",
)
CONTROLS_SCORED = Source(
    "C. Grigoriou, Revenue Maximisation Versus Trade Facilitation, World Customs Journal 13(2), 2019",
    "https://scribd.com/document/580522570/1886-02-WCJ-v13n2-Grigoriou-Revenue-Maximisation",
)
IDENTITY_HIJACK = Source(
    "Australian trade press on drugs smuggled under the identity of known importers",
    "https://giftware.net.au/container-loads-of-drugs-smuggled-under-the-nose-of-customs-police/",
)
MIRROR_FRAUD = Source(
    "ICTD, mirror statistics to combat customs fraud in developing countries",
    "https://www.ictd.ac/blog/mirror-statistics-combat-customs-fraud-developing-countries/",
)
FINCEN_BIS_2023 = Source(
    "FinCEN and BIS supplemental joint alert, 19 May 2023",
    "https://www.moneylaunderingnews.com/2023/05/fincen-and-bis-issue-supplemental-joint-alert-on-russian-export-"
    "control-evasion-attempts/",
)
GAO_EVASION = Source(
    "GAO on evasion of anti-dumping duties: undervaluation, misclassification, transshipment, May 2012",
    "http://stage.exportcompliancedaily.com/article/2012/05/18/gao-says-cbp-and-ita-should-work-together-to-address-"
    "ad--cv-duty-evasion-12051826",
)
CHANGING_CUSTOMS = Source(
    "IMF, Changing Customs: Challenges and Strategies for the Reform of Customs Administration, 2003, chapter 8",
    "https://www.elibrary.imf.org/view/book/9781589062115/ch08.xml",
)
