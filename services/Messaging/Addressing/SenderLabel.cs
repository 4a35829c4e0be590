namespace Messaging.Addressing;

/// <summary>The name shown beside the sender's address (ECO.2.2.7).</summary>
public static class SenderLabel
{
    /// <summary>PER mailbox: title_Firstname_NAME_entity; title and entity may be absent.</summary>
    public static string Personal(string? title, string firstName, string name, string? entity) =>
        string.Join('_', new[] { title, firstName, name.ToUpperInvariant(), entity }.Where(p => !string.IsNullOrWhiteSpace(p)).Select(p => Clean(p!)));

    /// <summary>ORG or APP mailbox: the functional entity.</summary>
    public static string Organisation(string entity) => Clean(entity);

    private static string Clean(string text) => string.Concat(text.Where(c => !char.IsControl(c) && c is not '<' and not '>' and not '"')).Trim();
}
