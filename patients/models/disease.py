"""The disease: diagnosis, lines of therapy with their drugs, performance status, comorbidities. Terms as IMWG and ECOG write them."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from patients.models.facts import Fact


class MyelomaType(models.TextChoices):
    IGG_KAPPA = "igg_kappa", "IgG kappa"
    IGG_LAMBDA = "igg_lambda", "IgG lambda"
    IGA_KAPPA = "iga_kappa", "IgA kappa"
    IGA_LAMBDA = "iga_lambda", "IgA lambda"
    IGD = "igd", "IgD"
    IGM = "igm", "IgM"
    LIGHT_CHAIN_KAPPA = "light_chain_kappa", "Light chain kappa"
    LIGHT_CHAIN_LAMBDA = "light_chain_lambda", "Light chain lambda"
    NON_SECRETORY = "non_secretory", "Non-secretory"
    NOT_KNOWN = "not_known", "Not known"


class Stage(models.TextChoices):
    I = "I", "I"  # noqa: E741  # the stage is called so
    II = "II", "II"
    III = "III", "III"
    NOT_KNOWN = "", "Not known"


class Response(models.TextChoices):
    """IMWG response categories."""

    SCR = "sCR", "sCR"
    CR = "CR", "CR"
    VGPR = "VGPR", "VGPR"
    PR = "PR", "PR"
    MR = "MR", "MR"
    SD = "SD", "SD"
    PD = "PD", "PD"
    NOT_KNOWN = "", "Not known"


class StopReason(models.TextChoices):
    PROGRESSION = "progression", "Progression"
    TOXICITY = "toxicity", "Side effects"
    COMPLETED = "completed", "Completed as planned"
    PATIENT_CHOICE = "patient_choice", "Patient's choice"
    REFERRED = "referred", "Referred"
    OTHER = "other", "Other"
    NOT_STOPPED = "", "Not stopped"


class Refractory(models.TextChoices):
    """Progression on, or within 60 days of, the last dose (IMWG). Unknown is an answer of its own, never taken for no."""

    YES = "yes", "Yes"
    NO = "no", "No"
    UNKNOWN = "unknown", "Unknown"


class Basis(models.TextChoices):
    """What the answer to "refractory?" rests on: the rule of 60 days, or what somebody said."""

    DATES = "dates", "By the dates"
    SAID = "said", "As answered"


class DrugClass(models.TextChoices):
    PROTEASOME_INHIBITOR = "proteasome_inhibitor", "Proteasome inhibitor"
    IMID = "imid", "Immunomodulator"
    ANTI_CD38 = "anti_cd38", "Anti-CD38 antibody"
    SLAMF7 = "slamf7", "Anti-SLAMF7 antibody"
    ALKYLATOR = "alkylator", "Alkylator"
    STEROID = "steroid", "Steroid"
    ANTHRACYCLINE = "anthracycline", "Anthracycline"
    XPO1 = "xpo1", "XPO1 inhibitor"
    BCL2 = "bcl2", "BCL-2 inhibitor"
    HDAC = "hdac", "HDAC inhibitor"
    BCMA_ADC = "bcma_adc", "BCMA antibody-drug conjugate"
    BCMA_BISPECIFIC = "bcma_bispecific", "BCMA bispecific"
    GPRC5D_BISPECIFIC = "gprc5d_bispecific", "GPRC5D bispecific"
    BCMA_CART = "bcma_cart", "BCMA CAR-T"
    TRANSPLANT = "transplant", "Stem cell transplant"
    RADIATION = "radiation", "Radiation"
    OTHER = "other", "Other"


class Diagnosis(Fact):
    """One coded condition. Myeloma ones (ICD-10-CM C90.0x) carry type, stage and cytogenetics."""

    icd10 = models.CharField("ICD-10-CM code", max_length=10, blank=True)
    snomed = models.CharField("SNOMED CT code", max_length=20, blank=True)
    display = models.CharField(max_length=200)
    diagnosed_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    myeloma_type = models.CharField(max_length=20, choices=MyelomaType, blank=True)
    iss = models.CharField("ISS stage", max_length=3, choices=Stage, blank=True)
    r_iss = models.CharField("R-ISS stage", max_length=3, choices=Stage, blank=True)
    cytogenetics = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, help_text="FISH findings: del(17p), t(4;14), 1q gain."
    )
    is_extramedullary = models.CharField(max_length=7, choices=Refractory, default=Refractory.UNKNOWN)
    is_measurable = models.CharField("measurable disease", max_length=7, choices=Refractory, default=Refractory.UNKNOWN)

    class Meta(Fact.Meta):
        ordering = ("-diagnosed_on",)
        indexes = [models.Index(fields=["patient", "-diagnosed_on"], name="diagnosis_patient")]

    def __str__(self) -> str:
        return self.icd10 or self.snomed

    @property
    def is_myeloma(self) -> bool:
        return self.icd10.startswith("C90.0")


class TherapyLine(Fact):
    """One line of therapy, numbered from the first treatment."""

    number = models.PositiveSmallIntegerField()
    regimen = models.CharField(max_length=120)
    started_on = models.DateField()
    stopped_on = models.DateField(null=True, blank=True)
    best_response = models.CharField(max_length=4, choices=Response, blank=True)
    stop_reason = models.CharField(max_length=14, choices=StopReason, blank=True)
    progressed_on = models.DateField("progression", null=True, blank=True)
    transplant_on = models.DateField("autologous transplant", null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta(Fact.Meta):
        ordering = ("-number",)
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(stopped_on__isnull=True) | Q(stopped_on__gte=F("started_on")), name="line_stops_after_start"
            ),
            models.CheckConstraint(
                condition=Q(progressed_on__isnull=True) | Q(progressed_on__gte=F("started_on")), name="line_progresses_after_start"
            ),
            models.UniqueConstraint(fields=["patient", "number"], condition=Q(is_entered_in_error=False), name="line_number_once"),
        ]

    def __str__(self) -> str:
        return f"Line {self.number}"


class LineDrug(models.Model):
    """One drug of a line, with its own dates where they differ, and whether the disease is refractory to it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    line = models.ForeignKey(TherapyLine, on_delete=models.CASCADE, related_name="drugs")
    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    drug_class = models.CharField(max_length=20, choices=DrugClass, default=DrugClass.OTHER)
    rxnorm = models.CharField(max_length=12, blank=True)
    started_on = models.DateField(null=True, blank=True)
    last_dose_on = models.DateField(null=True, blank=True)
    refractory = models.CharField(max_length=7, choices=Refractory, default=Refractory.UNKNOWN)
    refractory_basis = models.CharField("refractory answered", max_length=5, choices=Basis, default=Basis.SAID)
    refractory_reason = models.CharField("why it is not as the dates say", max_length=200, blank=True)
    is_entered_in_error = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=["line", "name"], condition=Q(is_entered_in_error=False), name="line_drug_once"),
        ]
        indexes = [models.Index(fields=["patient"], name="linedrug_patient")]

    def __str__(self) -> str:
        return self.name


class PerformanceStatus(Fact):
    """ECOG 0 to 5 (Oken 1982, PMID 7165009), or Karnofsky 0 to 100 in tens."""

    ecog = models.PositiveSmallIntegerField("ECOG", null=True, blank=True)
    karnofsky = models.PositiveSmallIntegerField("Karnofsky", null=True, blank=True)
    assessed_on = models.DateField()

    class Meta(Fact.Meta):
        ordering = ("-assessed_on",)
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(ecog__isnull=True) | Q(ecog__lte=5), name="ecog_in_range"),
            models.CheckConstraint(condition=Q(karnofsky__isnull=True) | Q(karnofsky__lte=100), name="karnofsky_in_range"),
            models.CheckConstraint(condition=Q(ecog__isnull=False) | Q(karnofsky__isnull=False), name="performance_says_something"),
        ]
        indexes = [models.Index(fields=["patient", "-assessed_on"], name="performance_patient")]

    def __str__(self) -> str:
        return f"ECOG {self.ecog}" if self.ecog is not None else f"Karnofsky {self.karnofsky}"


class Comorbidity(Fact):
    """Another condition that bears on treatment: cardiac, renal, neurologic, autoimmune, earlier cancers."""

    name = models.CharField(max_length=120)
    icd10 = models.CharField(max_length=10, blank=True)
    since_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta(Fact.Meta):
        ordering = ("name",)
        verbose_name_plural = "comorbidities"
        indexes = [models.Index(fields=["patient"], name="comorbidity_patient")]

    def __str__(self) -> str:
        return self.name
