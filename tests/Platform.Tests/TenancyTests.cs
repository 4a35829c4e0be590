using System.Data;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Testing;
using Xunit;

namespace Platform.Tests;

public sealed class TenancyTests(NotebookApi api) : IClassFixture<NotebookApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tenant_reads_its_own_rows_only()
    {
        using var brume = api.As(Demo.Brume);
        using var rivieres = api.As(Demo.Rivieres);
        await brume.PostAsJsonAsync("/notes", new { text = "de Brume" }, Ct);

        Assert.Contains("de Brume", (await brume.GetFromJsonAsync<List<string>>("/notes", Ct))!);
        Assert.DoesNotContain("de Brume", (await rivieres.GetFromJsonAsync<List<string>>("/notes", Ct))!);
    }

    [Fact]
    public async Task A_row_of_another_tenant_cannot_be_saved()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => api.InAsync(Demo.Brume, async db =>
        {
            db.Add(new Note { Id = Guid.CreateVersion7(), TenantId = Demo.Rivieres, Text = "égarée" });
            return await db.SaveChangesAsync(Ct);
        }));
    }

    [Fact]
    public async Task Outside_any_tenant_nothing_is_read()
    {
        using var brume = api.As(Demo.Brume);
        await brume.PostAsJsonAsync("/notes", new { text = "à quelqu'un" }, Ct);

        Assert.Equal(0, await api.InAsync(Guid.Empty, db => db.Notes.CountAsync(Ct)));
    }

    [Fact]
    public async Task PostgreSQL_hides_the_rows_even_from_a_query_without_the_filter()
    {
        if (!api.OnPostgres) Assert.Skip("Row-level security is PostgreSQL's.");
        using var brume = api.As(Demo.Brume);
        await brume.PostAsJsonAsync("/notes", new { text = "sous clef" }, Ct);

        var seen = await api.InAsync(Demo.Rivieres, db => db.Notes.IgnoreQueryFilters([TenantDbContext.TenantFilter]).CountAsync(note => note.Text == "sous clef", Ct));

        Assert.Equal(0, seen);
    }

    [Fact]
    public async Task A_connection_that_could_not_be_told_its_tenant_is_closed()
    {
        if (!api.OnPostgres) Assert.Skip("Row-level security is PostgreSQL's.");

        await api.InAsync(Demo.Rivieres, async db =>
        {
            var connection = db.Database.GetDbConnection();
            await connection.OpenAsync(Ct);
            var opened = new ConnectionEndEventData(null!, null!, connection, db, Guid.Empty, true, default, default);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new TenantOnConnection().ConnectionOpenedAsync(connection, opened, new(canceled: true)));
            Assert.Equal(ConnectionState.Closed, connection.State);
            return true;
        });
    }
}
