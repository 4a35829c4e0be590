namespace Billing.Rules;

/// <summary>What a billing event is about.</summary>
public enum Nature { Heb, Dep, Fgu, Soins, Journee, DemiJournee, Fjh, Repas, Transport, Absence, Regul }

public enum PayerKind { Resident, Departement, AssuranceMaladie, Asp, Other }

internal static class NatureCodes
{
    private static readonly string[] Codes = ["HEB", "DEP", "FGU", "SOINS", "JOURNEE", "DEMI_JOURNEE", "FJH", "REPAS", "TRANSPORT", "ABSENCE", "REGUL"];
    private static readonly string[] Payers = ["RESIDENT", "CD", "AM", "ASP", "OTHER"];

    /// <summary>As invoices and exports write it.</summary>
    public static string Code(this Nature nature) => Codes[(int)nature];

    public static string Code(this PayerKind payer) => Payers[(int)payer];

    /// <summary>A day lodged: there is one a person and day, however many payers share it.</summary>
    public static bool IsAccommodation(this Nature nature) => nature is Nature.Heb or Nature.Journee;
}
