using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Platform;

namespace Telemedicine.UseCases;

public enum FieldKind { Text, Choice, Number, Date, Flag }

/// <summary>One question of a form.</summary>
/// <param name="Label">In French, as the professional reads it.</param>
/// <param name="Options">For a choice.</param>
/// <param name="Help">Address of the tutorial of this step, when there is one.</param>
public sealed record FormField(string Key, string Label, FieldKind Kind, bool Required = false, IReadOnlyList<string>? Options = null, decimal? Least = null, decimal? Most = null, string? Help = null);

/// <summary>What a use case asks. A version is never rewritten: a request keeps the one it was written with.</summary>
public sealed record FormVersion(int Number, IReadOnlyList<FormField> Fields)
{
    public const int MostFields = 60, LongestAnswer = 4000;

    /// <summary>Says what is wrong with the definition itself.</summary>
    public string? Fault()
    {
        if (Fields.Count is 0 or > MostFields) return "Un formulaire compte de 1 à 60 questions. Ajoutez-en ou retirez-en.";
        if (Fields.Any(f => !Regex.IsMatch(f.Key, "^[a-z][a-zA-Z0-9]{0,39}$", RegexOptions.None, TimeSpan.FromMilliseconds(50)))) return "La clé d'une question commence par une minuscule et compte au plus 40 lettres ou chiffres. Corrigez-la.";
        if (Fields.DistinctBy(f => f.Key).Count() != Fields.Count) return "Deux questions ont la même clé. Changez l'une des deux.";
        if (Fields.Any(f => string.IsNullOrWhiteSpace(f.Label) || f.Label.Length > 200)) return "L'intitulé d'une question compte de 1 à 200 caractères. Corrigez-le.";
        if (Fields.Any(f => f.Kind == FieldKind.Choice && f.Options is not { Count: >= 2 })) return "Une question à choix propose au moins deux réponses. Complétez-la.";
        return Fields.Any(f => f.Kind == FieldKind.Text && f.Required) ? null : "Un formulaire demande au moins un motif clinique : ajoutez une question de texte obligatoire.";
    }

    /// <summary>Refuses answers that are not of this form; says which required ones are missing.</summary>
    public IReadOnlyList<string> Missing(IReadOnlyDictionary<string, JsonElement> answers)
    {
        foreach (var (key, value) in answers)
        {
            var field = Fields.FirstOrDefault(f => f.Key == key) ?? throw new BadInputException("form-answer", $"La question « {key} » n'est pas dans le formulaire de ce cas d'usage. Relisez le formulaire, puis retirez-la.");
            if (!Empty(value) && Wrong(field, value) is { } fault) throw new BadInputException("form-answer", $"« {field.Label} » : {fault}");
        }
        return [.. Fields.Where(f => f.Required && (!answers.TryGetValue(f.Key, out var value) || Empty(value))).Select(f => f.Label)];
    }

    private static bool Empty(JsonElement value) => value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined || value.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(value.GetString());

    private static string? Wrong(FormField field, JsonElement value) => field.Kind switch
    {
        FieldKind.Text when value.ValueKind != JsonValueKind.String => "écrivez un texte.",
        FieldKind.Text when value.GetString()!.Length > LongestAnswer => "raccourcissez la réponse à 4 000 caractères au plus.",
        FieldKind.Choice when value.ValueKind != JsonValueKind.String || !field.Options!.Contains(value.GetString()!) => $"choisissez parmi : {string.Join(", ", field.Options!)}.",
        FieldKind.Number when value.ValueKind != JsonValueKind.Number || !value.TryGetDecimal(out var n) || n < field.Least || n > field.Most => "donnez un nombre dans les bornes prévues.",
        FieldKind.Date when value.ValueKind != JsonValueKind.String || !DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) => "donnez une date (aaaa-mm-jj).",
        FieldKind.Flag when value.ValueKind is not (JsonValueKind.True or JsonValueKind.False) => "répondez par oui ou par non.",
        _ => null,
    };
}
