"""Papers between the plants and others: NDAs, cloud terms, the partner's confirmation. All parties are invented."""

from collections.abc import Callable
from datetime import date

from labels import MOLD, PRESS, era
from paper import BODY, RIGHT, Seal, articles, letter, table, write
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Spacer


def nda(owner: str, chief: str, partner: str, head: str, purpose: str, signed: date, ends: date, number: str) -> bytes:
    """A secrecy agreement of two pages with its term written out."""
    story: list[Flowable] = letter("秘密保持契約書", to="", by=[], day=era(signed), number=f"契約番号 {number}")
    story.append(
        Paragraph(
            f"{owner}（以下「甲」）と{partner}（以下「乙」）は、{purpose}（以下「本件」）のために開示する情報の取扱いについて、次のとおり契約する。",
            BODY,
        )
    )
    story += articles(
        [
            (
                "秘密情報",
                "本契約で秘密情報とは、甲が乙に開示する図面、三次元データ、加工条件、見積資料その他の技術情報で、秘密である旨を表示したものをいう。口頭で開示したものは、14日以内に書面で示したときに含める。",
            ),
            ("目的外使用の禁止", "乙は秘密情報を本件のためにだけ使い、ほかの目的に使わない。"),
            (
                "保管",
                "乙は紙の図面を施錠できる保管庫に、データをアクセス権を定めた場所に保管し、必要な者だけに使わせる。",
            ),
            ("複製", "乙は甲の書面による承諾なしに秘密情報を複製しない。承諾を得た複製物も秘密情報として扱う。"),
            (
                "第三者への開示",
                "乙は甲の書面による承諾なしに、再委託先を含む第三者に秘密情報を開示しない。承諾を得たときは、本契約と同じ義務を負わせる。",
            ),
            (
                "事故の報告",
                "乙は漏えい又はそのおそれを知ったときは、24時間以内に甲の管理責任者に報告し、甲の指示に従う。",
            ),
            (
                "返還・廃棄",
                "本件が終わったとき又は甲が求めたときは、乙は秘密情報と複製物を10日以内に返し、又は復元できない方法で廃棄してその証明を出す。",
            ),
            ("確認", "甲は年1回、乙の保管の状況を書面で確かめることができる。費用の負担は両者が話し合って決める。"),
            (
                "有効期間",
                f"本契約の有効期間は{era(signed)}から{era(ends)}までとする。期間が終わったあとも3年間は第2条から第5条までを有効とする。",
            ),
            ("協議", "本契約に定めのないことは、甲と乙が誠意をもって話し合って決める。"),
        ]
    )
    story += [
        Spacer(1, 5 * mm),
        Paragraph("本契約の証として2通を作り、甲乙がそれぞれ1通を持つ。", BODY),
        Paragraph(era(signed), BODY),
        Paragraph(f"甲　東京都見本区架空町1丁目0番0号　{owner}　代表取締役　{chief}", RIGHT),
        Seal(chief.split(maxsplit=1)[0]),
        Paragraph(f"乙　架空県例示市仮名0番地　{partner}　代表　{head}", RIGHT),
        Seal(head.split(maxsplit=1)[0]),
    ]
    return write(f"秘密保持契約書 {partner}", signed, story)


def cloud_terms() -> bytes:
    """The excerpt of a cloud provider's terms with the clause on secrecy marked by the reader."""
    made = date(2026, 10, 1)
    story: list[Flowable] = letter(
        "クラウドストレージ利用契約　申込内容確認書",
        to=f"{PRESS}　御中",
        by=["架空クラウド株式会社（見本）", "サービス契約窓口"],
        day=era(made),
        number="契約 ID　KC-000000",
    )
    story += [
        table(
            [
                ["項目", "内容"],
                ["サービス", "見本クラウドストレージ 法人プラン　15 ユーザー"],
                ["契約期間", "2026-10-01 から 2027-09-30 まで（自動更新なし）"],
                ["データの保管地域", "日本国内（東日本・西日本）"],
                ["二段階認証", "必須に設定済み"],
                ["解約後のデータ", "30日以内に消去し、消去証明を発行"],
                ["利用の承認", "見本 太郎（代表取締役）　2026-09-24"],
            ],
            [45, 120],
        ),
        Spacer(1, 6 * mm),
        Paragraph("利用規約（抜粋）　2026年7月1日版", BODY),
    ]
    story += articles(
        [
            (
                "秘密保持",
                "当社は、お客様がサービスに保存したデータの内容を秘密として扱い、お客様の書面による承諾なしに第三者へ開示せず、サービスの提供のほかに使いません。この義務は契約が終わったあとも続きます。",
            ),
            (
                "従業者と再委託先",
                "当社はデータに触れることのできる従業者を限り、秘密保持の誓約を取ります。再委託先にも同じ義務を負わせます。",
            ),
            ("学習への利用", "当社はお客様のデータを機械学習の学習に使いません。"),
            ("事故の通知", "当社はデータの漏えい又はそのおそれを知ったときは、72時間以内にお客様へ通知します。"),
        ]
    )
    return write("クラウド利用契約 確認書", made, story)


def partner_confirmation() -> bytes:
    """What the plating partner answers about the drawings it holds."""
    made = date(2026, 10, 8)
    story: list[Flowable] = letter(
        "取引先確認書（預け図面・技術情報の区分と取扱い）",
        to=f"{PRESS}　管理責任者　見本 花子　様",
        by=["髙﨑鍍金株式会社（見本）", "工場長　髙﨑 例"],
        day=era(made),
        number="確認 2026-01",
    )
    story += [
        Paragraph("貴社からお預かりしている情報について、次のとおり確かめましたので回答します。", BODY),
        Spacer(1, 3 * mm),
        table(
            [
                ["番号", "確認すること", "回答", "補足"],
                ["1", "預かっている図面の区分（秘・社外秘）は台帳と合っているか", "合っている", "秘 4枚、社外秘 11枚"],
                [
                    "2",
                    "取扱いについての希望・条件（複写、再委託、返却期限）",
                    "あり",
                    "めっき条件書は当社でも秘として扱ってほしい",
                ],
                ["3", "図面を施錠して保管しているか", "している", "事務所の書庫2、鍵は工場長"],
                ["4", "図面を見られる人を決めているか", "決めている", "5名（名簿は別紙）"],
                ["5", "再委託をしているか", "していない", ""],
                ["6", "使い終わった図面を返しているか", "返している", "2026年4月〜9月に23枚返却"],
                ["7", "過去1年に漏えい・紛失はあったか", "なかった", ""],
            ],
            [14, 72, 26, 53],
        ),
        Spacer(1, 4 * mm),
        Paragraph("この確認にかかる費用の相談：なし（2026年10月1日に電話で確認済み）", BODY),
        Seal("髙﨑"),
    ]
    return write("取引先確認書 髙﨑鍍金", made, story)


def partner_wishes() -> bytes:
    """Whom customers ask what, and which measure answers it."""
    made = date(2026, 9, 18)
    rows = [
        ["取引先（見本）", "求められていること", "出どころ", "当社の対策", "合うか"],
        [
            "例示自動車部品㈱",
            "図面は配布先を限り、終了後10日で返却",
            "NDA 第7条",
            "配布記録、返却チェック（取扱要領 様式3）",
            "○",
        ],
        ["例示自動車部品㈱", "金型の写真を撮らない", "作業指示書", "撮影禁止の表示、持込み端末の届出", "○"],
        ["仮想電機㈱", "三次元データは国内に保管", "質問票 12", "クラウドの保管地域を国内に限定", "○"],
        ["仮想電機㈱", "漏えい時は24時間以内に連絡", "NDA 第6条", "緊急連絡網に取引先窓口を記載", "○"],
        ["髙﨑鍍金㈱", "めっき条件書を秘として扱う", "取引先確認書", "情報管理台帳 L-009 に追加", "○"],
    ]
    story: list[Flowable] = [
        *letter(
            "取引先の要求と対策の対応表", to="", by=["作成 見本 花子　確認 試験 三郎"], day=era(made), number="様式 2"
        ),
        table(rows, [38, 66, 30, 92, 14]),
    ]
    return write("取引先の要求と対策", made, story, wide=True)


def press() -> dict[str, Callable[[], bytes]]:
    """Papers of the press plant."""
    chief = "見本 太郎"
    return {
        "秘密保持契約書_髙﨑鍍金㈱.pdf": lambda: nda(
            PRESS,
            chief,
            "髙﨑鍍金株式会社（見本）",
            "髙﨑 例",
            "めっき加工の委託",
            date(2025, 4, 1),
            date(2028, 3, 31),
            "NDA-025",
        ),
        "NDA_例示熱処理工業.pdf": lambda: nda(
            PRESS,
            chief,
            "例示熱処理工業株式会社（見本）",
            "例示 五郎",
            "熱処理の委託",
            date(2024, 2, 1),
            date(2027, 1, 31),
            "NDA-019",
        ),
        "NDA_仮想治工具製作所(旧).pdf": lambda: nda(
            PRESS,
            chief,
            "有限会社仮想治工具製作所（見本）",
            "仮想 六助",
            "治具の製作",
            date(2023, 10, 1),
            date(2026, 9, 30),
            "NDA-014",
        ),
        "利用規約_20261001.pdf": cloud_terms,
        "取引先確認書_2026-10.pdf": partner_confirmation,
        "取引先の要求一覧R8.9.pdf": partner_wishes,
    }


def mold() -> dict[str, Callable[[], bytes]]:
    """Papers of the mold shop."""
    return {
        "NDA 仮想設計事務所.pdf": lambda: nda(
            MOLD,
            "架空 太郎",
            "仮想設計事務所（見本）",
            "仮想 七子",
            "金型設計の委託",
            date(2026, 6, 1),
            date(2029, 5, 31),
            "K-003",
        ),
    }
