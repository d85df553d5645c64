"""What people and programs get to see: terminal, tables, JSON, one page.

``facts`` is what every report is made of, ``letters`` and ``wording`` what all
of them say alike; ``text``, ``explain``, ``tables``, ``json_out`` and ``html``
are the reports.
"""
