"""A small file of each kind to look at and try: made-up people, every column a field."""

from __future__ import annotations

import csv
import io

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from detente.web.access import Request, needs

SAMPLES = {
    "leads": """Lead id,Created,First name,Last name,Email,Phone,Company,Country,Source,Stage,Owner
L-1,2026-03-02 09:15,Maya,Lindqvist,maya@baltic.example,+46 8 123 456 78,Baltic Freight,SE,fair,MQL,jonas@yours.example
L-2,2026-03-04 14:40,Otto,Kern,otto@kernglas.example,+49 30 1234567,Kern Glas,DE,organic search,Inquiry,""",
    "deals": """Deal id,Deal name,Lead id,Amount,Currency,Stage,Created,Close date,Owner
D-1,Baltic Freight,L-1,12000.00,EUR,Won,2026-03-20,2026-04-28,priya@yours.example
D-2,Kern Glas,L-2,4500.00,EUR,Proposal,2026-04-02,,priya@yours.example""",
    "accounts": """Account id,Account name,Domain,Type,Industry,Country,Employees
A-1,Baltic Freight,balticfreight.example,prospect,Logistics,SE,240""",
    "campaigns": """Campaign id,Campaign name,Type,Source,Start date,End date,Cost,Currency
C-1,Spring fair,fair,fair,2026-02-24,2026-02-27,8200.00,EUR""",
    "costs": """Cost id,Campaign,Date,Amount,Currency,Note
K-1,Spring fair,2026-02-24,5200.00,EUR,Stand""",
    "touches": """Touch id,Lead id,Date,Response type,Campaign,Note
T-1,L-1,2026-03-05 10:00,Form,Spring fair,Asked for the price list""",
    "activities": """Activity id,Lead id,Date,Channel,Disposition,Owner,Note
V-1,L-1,2026-03-03 11:20,Call,Connected,jonas@yours.example,Wants to switch in June""",
    "users": """User id,Name,Email,Role,Team
U-1,Jonas Weber,jonas@yours.example,Inside sales rep (SDR),Inside sales""",
    "people": """Contact id,First name,Last name,Email,Job title,Company,Country
P-1,Maya,Lindqvist,maya@baltic.example,Head of operations,Baltic Freight,SE""",
    "products": """Product id,Product name,Product code,Series,List price,Currency
R-1,Route Planner,RP-1,Planning,1200.00,EUR""",
    "items": """Line id,Deal id,Product,Quantity,Unit price,Discount
I-1,D-1,Route Planner,10,1200.00,5""",
    "moves": """History id,Lead id,New stage,Changed at
H-1,L-1,MQL,2026-03-04 09:00""",
    "members": """Member id,Campaign,Email,Responded,Added date
M-1,Spring fair,maya@baltic.example,yes,2026-02-25 14:10""",
    "notes": """Note id,Lead id,Created,Written by,Note
N-1,L-1,2026-03-03 11:40,jonas@yours.example,Their contract ends in September""",
    "vendors": """Vendor id,Vendor name
V-1,List House""",
}


@needs("import")
@require_GET
def import_sample(request: Request, kind: str) -> HttpResponse:
    """A sample file of a kind."""
    if kind not in SAMPLES:
        raise Http404(_("There is no such kind of file."))
    out = io.StringIO(newline="")
    csv.writer(out).writerows(csv.reader(SAMPLES[kind].splitlines()))
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{kind}-sample.csv"'
    return answer
