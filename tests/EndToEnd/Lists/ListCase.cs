namespace EndToEnd.Lists;

/// <summary>How a list is to be tried.</summary>
internal enum Showing
{
    /// <summary>Rows of several persons: who may not see one reads what was there before she came.</summary>
    Rows,

    /// <summary>A sum over several persons, that names nobody.</summary>
    Sums,

    /// <summary>About the one person asked for: who may not see her is answered as about nobody, or refused.</summary>
    OfPerson,

    /// <summary>The same, and the team still collects her will when she refuses it her data.</summary>
    OfHerWill,

    /// <summary>The time of a thing or a colleague: taken, and by whom is not told.</summary>
    Taken,

    /// <summary>Fetched by whoever holds the address, with the rights that its owner has at that moment.</summary>
    Address,

    /// <summary>One office reads it whole; nobody else anything.</summary>
    Office,

    /// <summary>No data of a person.</summary>
    NoOnes,
}

/// <summary>A list of a service and the question put to it.</summary>
/// <param name="Route">As the service publishes it: a path, after the method when it is no GET.</param>
/// <param name="Reader">Who may read it: the name under which they sign in.</param>
/// <param name="Ask">The address of the question, about one life where there is one.</param>
/// <param name="Rows">Rows of a life that the reader must find, by the words of <see cref="Life.Ids"/>.</param>
/// <param name="Why">Why nobody's data is in it, or why it is tried as it is.</param>
internal sealed record ListCase(string Service, string Route, Showing Showing, string Reader, Func<Life, Backdrop, string> Ask, string[] Rows, string Why = "")
{
    /// <summary>The body of a search.</summary>
    public Func<Life, object>? Body { get; init; }

    /// <summary>Colleagues whose function gives no right to these rows.</summary>
    public string[] Without { get; init; } = [];

    /// <summary>A colleague who finds the rows and not what they are called: a label of health.</summary>
    public string Minimal { get; init; } = "";

    public override string ToString() => $"{Service} {Route}";
}
