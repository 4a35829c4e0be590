using System.Collections.Concurrent;
using Sidecar.Setup;
using Sidecar.Storing;

namespace Sidecar.Delivering;

/// <summary>Between publishers and groups: a message and what is owed of it are written together, then offered.</summary>
internal sealed class Broker : IDisposable
{
    private readonly MessageStore _store;
    private readonly TimeProvider _clock;
    private readonly Dictionary<TopicName, List<Group>> _groups = [];   // touched by the store's thread only
    private readonly ConcurrentDictionary<(string AppId, TopicName Topic), Group> _byApp = [];
    private readonly HashSet<string> _awaited;
    private readonly TimeSpan _unclaimedRetention;
    private volatile bool _keepSettled;

    public Broker(MessageStore store, SidecarSettings settings, TimeProvider clock)
    {
        (_store, _clock) = (store, clock);
        _awaited = [.. settings.Apps.Select(app => app.AppId)];
        _unclaimedRetention = TimeSpan.FromHours(settings.UnclaimedRetentionHours);
    }

    public async Task OpenAsync()
    {
        await _store.ReadAsync(ledger =>
        {
            foreach (var (id, appId, topic) in ledger.Groups.All()) Add(id, appId, topic);
            _awaited.ExceptWith(ledger.Groups.Met());
            return _keepSettled = _awaited.Count > 0;
        });
        await SweepAsync();
    }

    public Task PublishAsync(IReadOnlyList<NewMessage> messages)
    {
        var ids = new long[messages.Count];
        return _store.WriteAsync(
            ledger =>
            {
                for (var i = 0; i < ids.Length; i++) ids[i] = Insert(ledger, messages[i]);
            },
            _ =>
            {
                for (var i = 0; i < ids.Length; i++) Offer(ids[i], messages[i]);
            });
    }

    /// <summary>The application subscribes: the group is remembered for good, and is owed what is still held of the topic.</summary>
    public async Task<Group> JoinAsync(string appId, TopicName topic)
    {
        if (_byApp.TryGetValue((appId, topic), out var known)) return known;
        var id = 0L;
        await _store.WriteAsync(ledger => id = ledger.Groups.Join(appId, topic), _ => Add(id, appId, topic));
        return _byApp[(appId, topic)];
    }

    /// <summary>
    /// The application has said what it subscribes to. Until each configured one has, handled messages are kept for
    /// the groups to come, so that services may start in any order.
    /// </summary>
    public async Task MeetAsync(string appId)
    {
        await _store.WriteAsync(ledger => ledger.Groups.Meet(appId), _ => _awaited.Remove(appId));
        if (!_keepSettled || await _store.ReadAsync(_ => _awaited.Count) > 0) return;
        _keepSettled = false;
        await SweepAsync();
    }

    public IEnumerable<Group> GroupsOf(string appId) => _byApp.Values.Where(group => group.AppId == appId);

    public Task SweepAsync()
    {
        if (_keepSettled) return Task.CompletedTask;
        return _store.WriteAsync(ledger => ledger.Sweep(_clock.GetUtcNow() - _unclaimedRetention));
    }

    public Task<byte[]?> ReadBodyAsync(long messageId) => _store.ReadAsync(ledger => ledger.ReadBody(messageId));

    public void Refill(Group group) => _store.ReadSoon(group.Refill);

    public void LoadRetries(Group group) => _store.ReadSoon(group.LoadRetries);

    public void Settle(Group group, Delivery delivery) => _store.WriteSoon(
        ledger => ledger.Settle(delivery.MessageId, group.Id, _keepSettled),
        _ => group.Release(delivery.MessageId, null));

    public void Postpone(Group group, Delivery delivery, DateTimeOffset due) => _store.WriteSoon(
        ledger => ledger.Postpone(delivery.MessageId, group.Id, delivery.Attempts, due),
        _ => group.Release(delivery.MessageId, due));

    /// <summary>Gives a delivery up: the reason is recorded, and the same bytes go to the dead-letter topic if there is one.</summary>
    public void GiveUp(Group group, Delivery delivery, FailedDelivery failure)
    {
        var now = _clock.GetUtcNow();
        var message = failure.DeadLetterTopic is { } topic ? new NewMessage(group.Topic with { Topic = topic }, failure.Body, now, null) : null;
        var id = 0L;
        _store.WriteSoon(
            ledger =>
            {
                if (failure.Recorded) ledger.DeadLetters.Add(group.Id, failure.EventId, failure.Body, failure.Reason, delivery.Attempts, now);
                if (message is not null) id = Insert(ledger, message);
                ledger.Settle(delivery.MessageId, group.Id, _keepSettled);
            },
            _ =>
            {
                group.Release(delivery.MessageId, null);
                if (message is not null) Offer(id, message);
            });
    }

    /// <summary>Owes the message again to the group that gave it up, and to no other.</summary>
    public async Task<bool> ReplayAsync(long deadLetterId)
    {
        var replayed = false;
        (Group Group, Delivery Delivery)? owed = null;
        await _store.WriteAsync(
            ledger =>
            {
                if (ledger.DeadLetters.Find(deadLetterId) is not { } letter || ledger.DeadLetters.Body(deadLetterId) is not { } body) return;
                var now = _clock.GetUtcNow();
                var message = new NewMessage(new(letter.Pubsub, letter.Topic), body, now, null);
                var group = _byApp[(letter.AppId, message.Topic)];
                var id = ledger.Insert(message);
                ledger.Owe(id, group.Id);
                ledger.DeadLetters.MarkReplayed(deadLetterId, now);
                owed = (group, Ledger.Fresh(id, message));
                replayed = true;
            },
            _ => owed?.Group.Offer(owed.Value.Delivery));
        return replayed;
    }

    /// <summary>Forgets a group whose application no longer subscribes, with all that it is owed.</summary>
    public async Task<bool> RemoveAsync(long groupId)
    {
        if (_byApp.Values.FirstOrDefault(group => group.Id == groupId) is not { Active: false } gone) return false;
        await _store.WriteAsync(ledger => ledger.Groups.Remove(groupId), _ =>
        {
            _groups[gone.Topic].Remove(gone);
            _byApp.TryRemove((gone.AppId, gone.Topic), out var _);
            gone.Dispose();
        });
        return true;
    }

    public void Dispose()
    {
        foreach (var group in _byApp.Values) group.Dispose();
    }

    private void Add(long id, string appId, TopicName topic)
    {
        if (_byApp.ContainsKey((appId, topic))) return;
        var group = new Group(id, appId, topic, this, _clock);
        if (!_groups.TryGetValue(topic, out var list)) _groups[topic] = list = [];
        list.Add(group);
        _byApp[(appId, topic)] = group;
    }

    private long Insert(Ledger ledger, NewMessage message)
    {
        var id = ledger.Insert(message);
        if (_groups.TryGetValue(message.Topic, out var groups))
            foreach (var group in groups) ledger.Owe(id, group.Id);
        return id;
    }

    private void Offer(long id, NewMessage message)
    {
        if (!_groups.TryGetValue(message.Topic, out var groups)) return;
        var delivery = Ledger.Fresh(id, message);
        foreach (var group in groups) group.Offer(delivery);
    }
}

/// <summary>Why and with which bytes a delivery was given up.</summary>
internal sealed record FailedDelivery(string? EventId, byte[] Body, string Reason, string? DeadLetterTopic, bool Recorded);
