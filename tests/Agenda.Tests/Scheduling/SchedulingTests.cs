using Agenda.Tests.Api;
using Contracts.Agenda;
using Contracts.Telemedicine;
using Grpc.Core;
using Grpc.Net.Client;
using Testing;

namespace Agenda.Tests.Scheduling;

/// <summary>The agenda as telemedicine asks it, with the user's token beside its own.</summary>
public sealed class SchedulingTests(AgendaApi api) : IClassFixture<AgendaApi>, IDisposable
{
    private readonly GrpcChannel _channel = GrpcChannel.ForAddress(api.GrpcAddress);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Contracts.Agenda.Scheduling.SchedulingClient Client => new(_channel);

    [Fact]
    public async Task A_teleconsultation_is_searched_booked_moved_and_cancelled_with_all_it_needs()
    {
        var (resident, nurse, guest) = (AgendaApi.NewPerson(), api.NewColleague("ide"), Guid.CreateVersion7());
        var (room, cart) = (await api.NewResourceAsync("room", "salle-telemedecine"), await api.NewResourceAsync("equipment", "chariot-tm"));
        var search = new AvailabilityRequest { EstablishmentId = Demo.SaulesBlancs.ToString(), From = "2026-03-10T08:00:00Z", Until = "2026-03-10T17:00:00Z", Minutes = 30, Limit = 3 };
        search.Participants.Add([Ref("usager", resident), Ref("staff", nurse), Ref("external", guest)]);
        search.Needs.Add([new Need { Kind = "room", ResourceType = "salle-telemedecine" }, new Need { Kind = "equipment", ResourceType = "chariot-tm" }]);

        var found = await Client.SearchAvailabilityAsync(search, AsNurse(), cancellationToken: Ct);
        Assert.Equal((3, "2026-03-10T08:00:00Z"), (found.Slots.Count, found.Slots[0].StartsAt));
        Assert.Equal([room.ToString(), cart.ToString()], found.Slots[0].Resources.Select(r => r.Id));

        var request = Booking(found.Slots[1], "tm-1", resident, nurse, guest);
        var booked = await Client.BookAsync(request, AsNurse(), cancellationToken: Ct);
        var again = await Client.BookAsync(request, AsNurse(), cancellationToken: Ct);
        Assert.True(booked.Booked);
        Assert.Equal((booked.Appointment.AppointmentId, 3, 2, "planned"), (again.Appointment.AppointmentId, booked.Appointment.Participants.Count, booked.Appointment.Resources.Count, booked.Appointment.Status));
        var fact = (await api.WaitForOneAsync(ActivityPlanned.Topic, e => e.Subject == booked.Appointment.AppointmentId)).As<ActivityPlanned>();
        Assert.Equal(("telemedecine", Guid.Parse(request.SourceId)), (fact.Kind, fact.SourceId));

        var other = Booking(found.Slots[1], "tm-2", AgendaApi.NewPerson(), api.NewColleague("ide"), Guid.CreateVersion7());
        var refused = await Client.BookAsync(other, AsNurse(), cancellationToken: Ct);
        Assert.False(refused.Booked);
        Assert.Equal([booked.Appointment.AppointmentId], refused.Conflicts.Select(c => c.HeldBy).Distinct());
        Assert.Equal(3, refused.Alternatives.Count);
        Assert.All(refused.Alternatives, a => Assert.NotEqual(found.Slots[1].StartsAt, a.StartsAt));

        var moved = await Client.MoveAsync(new() { AppointmentId = booked.Appointment.AppointmentId, StartsAt = "2026-03-10T15:00:00Z", EndsAt = "2026-03-10T15:30:00Z" }, AsNurse(), cancellationToken: Ct);
        Assert.Equal((true, "2026-03-10T15:00:00Z"), (moved.Booked, moved.Appointment.StartsAt));
        Assert.True((await Client.BookAsync(other, AsNurse(), cancellationToken: Ct)).Booked);

        Assert.Equal("cancelled", (await Client.CancelAsync(new() { AppointmentId = booked.Appointment.AppointmentId, Reason = "weather" }, AsNurse(), cancellationToken: Ct)).Status);
        Assert.Equal("cancelled", (await Client.CancelAsync(new() { AppointmentId = booked.Appointment.AppointmentId, Reason = "weather" }, AsNurse(), cancellationToken: Ct)).Status);
        Assert.Equal("cancelled", (await Client.GetAppointmentAsync(new() { AppointmentId = booked.Appointment.AppointmentId }, AsNurse(), cancellationToken: Ct)).Status);
    }

    [Theory]
    [InlineData("2026-03-10", "2026-03-10T09:00:00Z", "x", StatusCode.InvalidArgument)]
    [InlineData("2026-03-10T10:00:00Z", "2026-03-10T09:00:00Z", "x", StatusCode.InvalidArgument)]
    [InlineData("2026-03-10T10:00:00Z", "2026-03-10T11:00:00Z", "", StatusCode.InvalidArgument)]
    [InlineData("2026-02-10T10:00:00Z", "2026-02-10T11:00:00Z", "Téléconsultation", StatusCode.FailedPrecondition)]
    public async Task What_cannot_be_read_or_is_past_books_nothing(string from, string until, string label, StatusCode code)
    {
        var request = new BookRequest { EstablishmentId = Demo.SaulesBlancs.ToString(), Kind = "telemedecine", Label = label, StartsAt = from, EndsAt = until, Participants = { Ref("usager", AgendaApi.NewPerson()) } };

        Assert.Equal(code, (await Assert.ThrowsAsync<RpcException>(async () => await Client.BookAsync(request, AsNurse(), cancellationToken: Ct))).StatusCode);
    }

    [Fact]
    public async Task Another_organisation_a_refused_person_and_a_token_alone_find_nothing()
    {
        var person = AgendaApi.NewPerson();
        var id = AgendaApi.Id(await api.BookAsync(AgendaApi.Appointment("2026-03-11T09:00Z", 30, AgendaApi.Member("usager", person))));
        var ask = new GetAppointmentRequest { AppointmentId = id.ToString() };

        Assert.Equal("planned", (await Client.GetAppointmentAsync(ask, AsNurse(), cancellationToken: Ct)).Status);
        Assert.Equal(StatusCode.NotFound, await StatusAsync(ask, As(Demo.Rivieres, Demo.Bellec)));
        Assert.Equal(StatusCode.NotFound, await StatusAsync(new() { AppointmentId = Guid.NewGuid().ToString() }, AsNurse()));
        Assert.Equal(StatusCode.PermissionDenied, await StatusAsync(ask, new() { { "authorization", "Bearer " + User(Demo.Brume, Demo.Montagne) } }));
        api.Consent.Refused[person] = true;
        Assert.Equal(StatusCode.PermissionDenied, await StatusAsync(ask, AsNurse()));
    }

    [Fact]
    public async Task What_telemedicine_gives_back_is_free_once_and_only_for_its_own_request()
    {
        var (nurse, day) = (api.NewColleague("ide"), new Slot { StartsAt = "2026-03-11T09:00:00Z", EndsAt = "2026-03-11T09:30:00Z" });
        var request = Booking(day, "tm-freed", AgendaApi.NewPerson(), nurse, Guid.CreateVersion7());
        var booked = (await Client.BookAsync(request, AsNurse(), cancellationToken: Ct)).Appointment.AppointmentId;
        var freed = new ActFreed(Guid.CreateVersion7(), Guid.Parse(request.SourceId), Guid.Parse(booked), "structure", api.Clock.GetUtcNow());

        Assert.Equal("SUCCESS", await api.DeliverAsync(ActFreed.Topic, freed with { RequestId = Guid.CreateVersion7() }, Demo.Brume));
        Assert.Equal("SUCCESS", await api.DeliverAsync(ActFreed.Topic, freed, Demo.Rivieres));
        Assert.Equal("planned", (await Client.GetAppointmentAsync(new() { AppointmentId = booked }, AsNurse(), cancellationToken: Ct)).Status);
        for (var twice = 0; twice < 2; twice++) Assert.Equal("SUCCESS", await api.DeliverAsync(ActFreed.Topic, freed, Demo.Brume));

        Assert.Equal("cancelled", (await Client.GetAppointmentAsync(new() { AppointmentId = booked }, AsNurse(), cancellationToken: Ct)).Status);
        Assert.True((await Client.BookAsync(Booking(day, "tm-next", AgendaApi.NewPerson(), nurse, Guid.CreateVersion7()), AsNurse(), cancellationToken: Ct)).Booked);
        Assert.Equal("structure", (await api.WaitForOneAsync(ActivityCancelled.Topic, e => e.Subject == booked)).As<ActivityCancelled>().Reason);
        Assert.Single(api.Published, e => e.Topic == ActivityCancelled.Topic && e.Subject == booked);
    }

    public void Dispose() => _channel.Dispose();

    private async Task<StatusCode> StatusAsync(GetAppointmentRequest ask, Metadata headers) =>
        (await Assert.ThrowsAsync<RpcException>(async () => await Client.GetAppointmentAsync(ask, headers, cancellationToken: Ct))).StatusCode;

    private static BookRequest Booking(Slot slot, string key, Guid resident, Guid nurse, Guid guest)
    {
        var request = new BookRequest { IdempotencyKey = key, EstablishmentId = Demo.SaulesBlancs.ToString(), Kind = "telemedecine", Label = "Téléconsultation", StartsAt = slot.StartsAt, EndsAt = slot.EndsAt, SourceId = Guid.CreateVersion7().ToString() };
        request.Participants.Add([Ref("usager", resident), Ref("staff", nurse), Ref("external", guest)]);
        request.Resources.Add(slot.Resources);
        return request;
    }

    private static CalendarRef Ref(string kind, Guid id) => new() { Kind = kind, Id = id.ToString() };

    private Metadata AsNurse() => As(Demo.Brume, Demo.Montagne);

    private Metadata As(Guid tenant, Guid situation) => new()
    {
        { "authorization", "Bearer " + TestIssuer.Current.ServiceToken("telemedicine", api.Clock.GetUtcNow()) }, { "x-user-token", User(tenant, situation) },
    };

    private string User(Guid tenant, Guid situation) => TestIssuer.Current.Token(new() { Tenant = tenant, Situation = situation, Scopes = "agenda:read agenda:write" }, api.Clock.GetUtcNow());
}
