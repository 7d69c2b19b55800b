"""Whether the ledger says what the simulator charged, prediction by prediction."""

import json
import urllib.request


def simulated(url, page=10_000):
    """What each prediction was charged and what was paid back, in micro-dollars."""
    found, offset = {}, 0
    while True:
        with urllib.request.urlopen(f"{url}/sim/ledger?limit={page}&offset={offset}") as answer:
            part = json.load(answer)["predictions"]
        for prediction in part:
            found[prediction["id"]] = (micro(prediction["charged"]), micro(prediction["refunded"]))
        if len(part) < page:
            return found
        offset += page


def micro(dollars):
    return round((dollars or 0) * 1e6)


def recorded(db):
    """What the ledger says of the same."""
    return {prediction: (micro(price), micro(price) if refunded else 0)
            for prediction, price, refunded in db.execute(
                "SELECT prediction_id, price_usd, refunded FROM attempts"
                " WHERE prediction_id IS NOT NULL")}


def missing(db, url):
    return simulated(url).keys() - recorded(db).keys()


def problems(db, url):
    """What does not agree, in words; and the table of what was charged."""
    theirs, ours = simulated(url), recorded(db)
    found = []
    if lost := theirs.keys() - ours.keys():
        found.append(f"{len(lost)} predictions were charged and are in no attempt: {sample(lost)}")
    if made_up := ours.keys() - theirs.keys():
        found.append(f"{len(made_up)} predictions were never made: {sample(made_up)}")
    unequal = [key for key in theirs.keys() & ours.keys() if theirs[key] != ours[key]]
    if unequal:
        found.append(f"{len(unequal)} predictions have another price: " + ", ".join(
            f"{key} {theirs[key]} not {ours[key]}" for key in unequal[:5]))
    twice = db.execute(
        "SELECT count(*) FROM (SELECT job_id FROM attempts WHERE prediction_id IS NOT NULL"
        " AND outcome <> 'failed' GROUP BY job_id HAVING count(*) > 1)").fetchone()[0]
    if twice:
        found.append(f"{twice} jobs were paid for twice")
    check = [row[0] for row in db.execute("PRAGMA integrity_check")]
    if check != ["ok"]:
        found.append("integrity_check: " + "; ".join(check[:5]))
    charged = sum(charge for charge, _ in theirs.values()) / 1e6
    back = sum(refund for _, refund in theirs.values()) / 1e6
    return found, f"{len(theirs):,} predictions, ${charged:,.2f} charged, ${back:,.2f} paid back"


def sample(keys):
    return ", ".join(sorted(keys)[:5])


def sizes(db):
    """Bytes in the database by table or index, the largest first."""
    return db.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"
                      " ORDER BY 2 DESC").fetchall()


def ledger_bytes(db):
    """Bytes that one attempt takes, its indexes included."""
    rows = db.execute("SELECT count(*) FROM attempts").fetchone()[0]
    taken = sum(size for name, size in sizes(db) if name.startswith("attempts"))
    return taken / max(rows, 1)
