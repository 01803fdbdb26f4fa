"""The invented BUM Desa "Maju Bersama", made by the verbs that people use: see company.making."""
