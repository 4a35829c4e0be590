using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Platform.Http;

/// <summary>A list of things holds things: a null among them is refused like any other wrong value, unless its declaration allows it. The serializer checks members only.</summary>
internal static class StrictLists
{
    public static void Require(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object) return;
        var nullability = new NullabilityInfoContext();
        var lists = type.Type.GetProperties().Where(property => property.GetIndexParameters().Length == 0 && IsListOfThings(property, nullability)).ToList();
        if (lists.Count == 0) return;
        var before = type.OnDeserialized;
        type.OnDeserialized = made =>
        {
            before?.Invoke(made);
            foreach (var list in lists)
                if (list.GetValue(made) is IEnumerable items && items.Cast<object?>().Any(item => item is null)) throw new JsonException($"An item of {list.Name} is null.");
        };
    }

    private static bool IsListOfThings(PropertyInfo property, NullabilityInfoContext nullability)
    {
        if (property.PropertyType == typeof(string) || !property.PropertyType.IsAssignableTo(typeof(IEnumerable))) return false;
        var declared = nullability.Create(property);
        var item = declared.ElementType ?? (declared.GenericTypeArguments.Length == 1 ? declared.GenericTypeArguments[0] : null);
        return item is { Type.IsValueType: false, ReadState: not NullabilityState.Nullable };
    }
}
