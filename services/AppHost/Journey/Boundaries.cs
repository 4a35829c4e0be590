namespace AppHost.Journey;

/// <summary>Another organisation sees nothing, its attempt leaves a line, the trail verifies, the goals are counted.</summary>
internal sealed class Boundaries(JourneyReport report, SignIn signIn)
{
    public async Task PlayAsync(Resident resident, Guid document, CancellationToken ct)
    {
        await report.StepAsync("Karim BELLEC, d'un autre organisme, cherche l'identité et le document", async () =>
        {
            using var stranger = await signIn.AsProfessionalAsync("BELLEC", null, ct);
            (await stranger.GetAsync($"/api/identity/usagers/{resident.Id}", ct)).Must(404);
            (await stranger.GetAsync($"/api/messaging/threads?usagerId={resident.Id}", ct)).Must(404);
            return new((await stranger.GetAsync($"/api/documents/documents/{document}", ct)).Must(404).Say());
        });
        await report.StepAsync("Le délégué à la protection des données de cet organisme voit la tentative", async () =>
        {
            using var officer = await signIn.AsProfessionalAsync("OLLIER", null, ct);
            var line = await Patience.UntilAsync("trace du refus", async () =>
            {
                var lines = (await officer.GetAsync($"/api/audit/accesses?usagerId={resident.Id}&outcome=refused", ct)).Must(200).Json;
                return lines.GetArrayLength() > 0 ? (object)lines[0] : null;
            }, ct);
            return new($"{line.Text("action")} refusé ({line.Text("reasonCode")})", line.Text("id"));
        });
        await report.StepAsync("Irène SALVAT vérifie la chaîne des traces du groupe", async () =>
        {
            using var officer = await signIn.AsProfessionalAsync("SALVAT", null, ct);
            var verified = (await officer.PostAsync("/api/audit/verification", null, ct)).Must(200).Json;
            if (!verified.GetProperty("verified").GetBoolean()) throw new StepFailedException(verified.ToString());
            var counters = (await officer.GetAsync("/api/audit/counters", ct)).Must(200).Json;
            var goals = string.Join(", ", counters.EnumerateArray().Select(one => $"{one.GetProperty("goal").GetString()} {one.GetProperty("persons")}"));
            return new($"{verified.GetProperty("lines")} lignes en {verified.GetProperty("blocks")} blocs, chaîne intacte (une ligne altérée serait nommée : tests de la trace, C11) ; objectifs (recette) : {goals}");
        });
    }
}
