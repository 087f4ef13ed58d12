"""Words that head a column about people, as `persons.plain` has them: small, without accents or marks. Pure."""


def _words(lines: str) -> frozenset[str]:
    return frozenset(word.strip() for line in lines.splitlines() for word in line.split("|") if word.strip())


# Only people have these.
PERSONAL = _words(
    """
    apellido|apellido materno|apellido paterno|apellidos|birth date|birthdate|birthday|correo personal|d o b
    date of birth|direccion particular|dob|domicilio particular|driver license|driver s license|employee email
    employee name|family name|fecha de nacimiento|first name|forename|given name|historia clinica|home address
    home phone|home street address|home telephone|itin|last 4 ssn|last four of ssn|last name|maiden name
    medical record #|medical record no|medical record number|middle name|mrn|name of employee|name of patient
    national insurance number|nhs no|nhs number|ni number|nombre completo|nombre del empleado
    nombre del paciente|nombre y apellidos|numero de expediente|numero de paciente|numero de seguro social
    passport number|patient email|patient id|patient name|patient number|personal email|personal phone
    preferred name|primer apellido|primer nombre|segundo apellido|segundo nombre|seguro social|social security
    social security no|social security number|ssn|ssn last 4|ssn#|staff name|surname|telefono celular
    telefono particular|worker name
    """
)

# Head a column of people's names or numbers, if each row has its own and what else is known of them stands beside.
IDENTITIES = _words(
    """
    applicant|applicant id|badge|badge number|candidate|candidate id|empleado|employee|employee #|employee id
    employee no|employee number|estudiante|full name|hire|id|name|new hire|nombre|numero de empleado|paciente
    participant|participant id|participante|patient|payroll id|payroll number|person|person id|record id
    record number|staff id|staff number|student|student id|worker|worker id
    """
)

# These are enough alone, above a column of what looks like names.
PEOPLE = _words(
    """
    applicant|candidate|empleado|employee|estudiante|full name|new hire|nombre|paciente|participant|participante
    patient|person|resident|staff member|student|worker
    """
)

# What is known of one person, beside.
ATTRIBUTES = _words(
    """
    address|admission date|age|city|codigo postal|correo electronico|date hired|date of hire|departamento
    department|diagnosis|disability|discharge date|e mail|edad|email|end date|ethnicity|etnia
    fecha de contratacion|gender|genero|grade|hire date|home zip|hourly rate|hourly wage|job title|language
    pay band|pay rate|phone|position|postcode|puesto|race|race ethnicity|raza|salario|salary|school|sex|sexo
    start date|termination date|title|veteran|wage|zip|zip code
    """
)
# Of these a hospital or a vendor has as many.
OF_PLACES = _words(
    "zip|zip code|postcode|city|address|phone|email|e mail|department|codigo postal|correo electronico|title"
)

# A word of a header that says its column counts: then the rows are groups.
COUNTS = _words(
    """
    amount|cantidad|conteo|count|counts|empleados|employees|fte|ftes|headcount|hires|n|number|participants
    patients|payments|spend|students|total|totals|value
    """
)
