using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fhir;

/// <summary>A FHIR decimal. Its digits are kept as they were written: 1.50 is more precise than 1.5.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct FhirDecimal
{
    private readonly string? _text;

    public FhirDecimal(decimal value) => _text = value.ToString(CultureInfo.InvariantCulture);

    private FhirDecimal(string text) => _text = text;

    public decimal Value => decimal.Parse(ToString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    public static implicit operator FhirDecimal(decimal value) => new(value);

    public override string ToString() => _text ?? "0";

    private sealed class Converter : JsonConverter<FhirDecimal>
    {
        private const int LongestText = 64;

        public override FhirDecimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.Number) throw new JsonException("A FHIR decimal is a JSON number.");
            var bytes = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
            if (bytes.Length > LongestText) throw new JsonException("This decimal has too many digits.");
            return new(Encoding.ASCII.GetString(bytes));
        }

        public override void Write(Utf8JsonWriter writer, FhirDecimal value, JsonSerializerOptions options) => writer.WriteRawValue(value.ToString());
    }
}
