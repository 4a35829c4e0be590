using System.Globalization;
using System.Text.Json;

namespace Billing.Rules;

/// <summary>Why a line is what it is, in French, from its rule and the inputs it kept.</summary>
internal static class Explanation
{
    public static string Of(Rule? rule, string inputs, decimal unitPrice)
    {
        var text = rule?.Text ?? "Règle retirée du catalogue";
        using var seen = JsonDocument.Parse(inputs);
        var root = seen.RootElement;
        var day = root.TryGetProperty("day", out var number) ? string.Create(CultureInfo.InvariantCulture, $"Jour {number.GetInt32()} d'absence. ") : "";
        var sum = root.TryGetProperty("minus", out var minus) && minus.GetDecimal() > 0 && root.TryGetProperty("price", out var price)
            ? $" ({Euros(price.GetDecimal())} − {Euros(minus.GetDecimal())} = {Euros(unitPrice)})"
            : $" ({Euros(unitPrice)})";
        return $"{day}{text}{sum}";
    }

    public static string Euros(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture).Replace('.', ',') + " €";
}
