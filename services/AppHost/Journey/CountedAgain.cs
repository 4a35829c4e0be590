using System.Text.Json;

namespace AppHost.Journey;

/// <summary>Counts once more, after everything, what the outside has received: a job taken up twice shows late.</summary>
internal sealed class CountedAgain(JourneyReport report, Sandbox outside)
{
    public const string Asked = "À la fin du parcours, rien n'est arrivé deux fois";
    private const string TreatingDoctor = "luc.ferrand@medecin.mssante.fr";

    public Task PlayAsync(Resident resident, CancellationToken ct) => report.StepAsync(Asked, async () =>
    {
        var deposits = Once("DMP", await outside.DepositsAsync(resident.Matricule, ct), one => one.Text("title"));
        var emergency = Once("urgences", await outside.MailsOfAsync(Sandbox.Emergency, ct), one => one.Text("subject"));
        var doctor = Once("médecin traitant", await outside.MailsOfAsync(TreatingDoctor, ct), one => one.Text("subject"));
        var person = Once("personne", [.. (await outside.CitizenMailsAsync(resident.Matricule, ct)).Select(one => one.GetProperty("message"))], one => one.Text("subject"));
        if ((deposits, emergency) != (2, 1) || doctor < 1 || person < 2) throw new StepFailedException($"DMP {deposits}, urgences {emergency}, médecin traitant {doctor}, personne {person}");
        return new($"{deposits} dépôts, {emergency} mail aux urgences, {doctor} au médecin traitant, {person} à la personne, tous différents");
    });

    private static int Once(string where, IReadOnlyList<JsonElement> received, Func<object, string> name)
    {
        var twice = received.GroupBy(one => name(one), StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1);
        return twice is null ? received.Count : throw new StepFailedException($"{where} : « {twice.Key} » est arrivé {twice.Count()} fois");
    }
}
