"""What is counted, in other languages than English: many, and one. Signs such as kWh are the same in all of them."""

from collections.abc import Mapping
from types import MappingProxyType

IN: Mapping[str, Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "es": {
            "people": ("personas", "persona"),
            "hires": ("contrataciones", "contratación"),
            "starts": ("inicios", "inicio"),
            "promotions": ("ascensos", "ascenso"),
            "completers": ("personas que terminaron", "persona que terminó"),
            "suppliers": ("proveedores", "proveedor"),
            "contracts": ("contratos", "contrato"),
            "agreements": ("acuerdos", "acuerdo"),
            "homes": ("viviendas", "vivienda"),
            "enterprises": ("empresas", "empresa"),
            "goals": ("metas", "meta"),
            "schools": ("escuelas", "escuela"),
            "actions": ("acciones", "acción"),
            "projects": ("proyectos", "proyecto"),
            "events": ("eventos", "evento"),
            "beds": ("camas", "cama"),
            "sites": ("centros", "centro"),
            "members": ("miembros", "miembro"),
            "organizations": ("organizaciones", "organización"),
            "words": ("palabras", "palabra"),
            "years": ("años", "año"),
            "months": ("meses", "mes"),
            "days": ("días", "día"),
            "hours": ("horas", "hora"),
            "staff hours": ("horas de personal", "hora de personal"),
            "attendee hours": ("horas de asistentes", "hora de asistentes"),
            "FTE": ("ETC", "ETC"),  # equivalentes a tiempo completo
            "tonnes": ("toneladas", "tonelada"),
            "US short tons": ("toneladas cortas de EE. UU.", "tonelada corta de EE. UU."),
            "litres": ("litros", "litro"),
            "US gallons": ("galones de EE. UU.", "galón de EE. UU."),
            "UK gallons": ("galones británicos", "galón británico"),
            "therms": ("termias (therms)", "termia (therm)"),
            "hectares": ("hectáreas", "hectárea"),
            "acres": ("acres", "acre"),
            "percentage points": ("puntos porcentuales", "punto porcentual"),
            "per 1,000": ("por cada 1,000", "por cada 1,000"),
            "per 10,000": ("por cada 10,000", "por cada 10,000"),
            "per 100,000": ("por cada 100,000", "por cada 100,000"),
        }
    }
)
