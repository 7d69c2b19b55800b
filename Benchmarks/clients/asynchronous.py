"""What a careful one would write: asyncio, aiohttp and sqlite3, the prediction's id kept first.

usage: asynchronous.py URL MODEL INPUT COUNT IN-FLIGHT DATABASE
"""

import asyncio
import json
import sqlite3
import sys

import aiohttp

url, model, put, count, in_flight, path = sys.argv[1:]
db = sqlite3.connect(path)
db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                 "CREATE TABLE jobs (id INTEGER PRIMARY KEY, prediction TEXT, outputs TEXT)")


async def run(session, number, slots):
    async with slots:
        async with session.post(f"{url}/api/v3/{model}", data=put) as answer:
            prediction = (await answer.json())["data"]["id"]
        db.execute("INSERT INTO jobs VALUES (?, ?, NULL)", (number, prediction))
        db.commit()
        while True:
            await asyncio.sleep(0.05)
            async with session.get(f"{url}/api/v3/predictions/{prediction}/result") as answer:
                data = (await answer.json())["data"]
            if data["status"] == "completed":
                break
        outputs = json.dumps(data["outputs"])
        db.execute("UPDATE jobs SET outputs = ? WHERE id = ?", (outputs, number))
        db.commit()


async def main():
    slots = asyncio.Semaphore(int(in_flight))
    headers = {"Authorization": "Bearer key", "Content-Type": "application/json"}
    connector = aiohttp.TCPConnector(limit=int(in_flight))
    async with aiohttp.ClientSession(headers=headers, connector=connector) as session:
        await asyncio.gather(*(run(session, number, slots) for number in range(int(count))))


asyncio.run(main())
