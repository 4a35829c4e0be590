using Sidecar.Publishing;
using Sidecar.Resources;
using Sidecar.Setup;
using Sidecar.Storing;

namespace Sidecar.Delivering;

/// <summary>Carries one group's deliveries to one process of the application, several at a time.</summary>
internal sealed class Lane(Group group, Subscription subscription, AppLink app, PostOffice office, InboundPolicy policy)
{
    private readonly Breaker _breaker = new(policy.Breaker, office.Clock);

    /// <summary>Ends once <paramref name="stop"/> is set and what is in flight has been answered, or <paramref name="abort"/> is set.</summary>
    public Task RunAsync(CancellationToken stop, CancellationToken abort) =>
        subscription.Bulk is { } bulk
            ? WorkAsync(ct => TakeManyAsync(bulk, ct), stop, abort)
            : Task.WhenAll(Enumerable.Range(0, app.Settings.Concurrency).Select(_ => WorkAsync(TakeOneAsync, stop, abort)));

    private async Task WorkAsync(Func<CancellationToken, Task<IReadOnlyList<Delivery>>> take, CancellationToken stop, CancellationToken abort)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await app.Gate.WaitAsync(stop);
                await _breaker.WaitAsync(stop);
                var deliveries = await take(stop);
                if (!app.Gate.IsOpen || stop.IsCancellationRequested || !_breaker.TryEnter()) PutBack(deliveries);
                else await CarrySafelyAsync(deliveries, abort);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;   // what was not answered is delivered again at the next start
        }
    }

    private async Task CarrySafelyAsync(IReadOnlyList<Delivery> deliveries, CancellationToken abort)
    {
        try
        {
            await CarryAsync(deliveries, abort);
        }
        catch
        {
            PutBack(deliveries);
            app.LoseContact();   // the tie is made anew once its lanes have ended
            throw;
        }
        finally
        {
            _breaker.Leave();
        }
    }

    private void PutBack(IReadOnlyList<Delivery> deliveries)
    {
        foreach (var delivery in deliveries) group.PutBack(delivery);
    }

    private async Task<IReadOnlyList<Delivery>> TakeOneAsync(CancellationToken ct) => [await group.TakeAsync(ct)];

    private async Task<IReadOnlyList<Delivery>> TakeManyAsync(BulkSettings bulk, CancellationToken ct)
    {
        var batch = new List<Delivery> { await group.TakeAsync(ct) };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(bulk.MaxAwaitMs);
        try
        {
            while (batch.Count < bulk.MaxMessages) batch.Add(await group.TakeAsync(patience.Token));
        }
        catch (OperationCanceledException)
        {
            return batch;   // the wait is over: the batch leaves as it is
        }

        return batch;
    }

    private async Task CarryAsync(IReadOnlyList<Delivery> deliveries, CancellationToken abort)
    {
        await office.Faults.HoldAsync(abort);
        var events = new List<PendingEvent>(deliveries.Count);
        foreach (var delivery in deliveries)
            if (await PrepareAsync(delivery) is { } ready) events.Add(ready);
        foreach (var path in events.GroupBy(ready => ready.Path))
        {
            if (subscription.Bulk is not null) await CarryTogetherAsync(path.Key, [.. path], abort);
            else foreach (var ready in path) await CarryOneAsync(ready, abort);
        }
    }

    private async Task<PendingEvent?> PrepareAsync(Delivery delivery)
    {
        if ((delivery.Body ?? await office.Broker.ReadBodyAsync(delivery.MessageId)) is not { } stored) return null;
        var body = subscription.RawPayload ? Envelope.AroundRaw(stored, group.Topic) : stored;
        if (EventFields.Read(body) is not { } fields)
        {
            GiveUp(delivery, new(null, stored, "the message is not a CloudEvent", subscription.DeadLetterTopic, office.Strict));
            return null;
        }

        var ready = new PendingEvent(delivery, stored, body, fields, subscription.PathFor(fields.Type));
        if (delivery.ExpiresAt <= office.Clock.GetUtcNow()) Forgo(ready, "the message expired");
        else if (ready.Path is null) Forgo(ready, "no rule takes this type of event");
        else return ready;
        return null;
    }

    private async Task CarryOneAsync(PendingEvent ready, CancellationToken abort)
    {
        var trace = TraceContext.IsValid(ready.Fields.TraceParent) ? TraceContext.Continue(ready.Fields.TraceParent, ready.Fields.TraceState) : (TraceContext?)null;
        var (failure, status, answer) = await app.Courier.PostAsync(ready.Path!, ready.Body, group.Topic.Pubsub, trace, policy.Timeout, abort);
        if (office.Faults.DeliverTwice()) await app.Courier.PostAsync(ready.Path!, ready.Body, group.Topic.Pubsub, trace, policy.Timeout, abort);
        Conclude(ready, failure ?? Answer.Of(status, answer));
    }

    private async Task CarryTogetherAsync(string? path, IReadOnlyList<PendingEvent> events, CancellationToken abort)
    {
        var body = BulkDelivery.Write(group.Topic, [.. events.Select(ready => subscription.RawPayload ? ready.Stored : ready.Body)], subscription.RawPayload);
        var (failure, status, answer) = await app.Courier.PostAsync(path!, body, group.Topic.Pubsub, null, policy.Timeout, abort);
        var answers = failure is null ? BulkDelivery.Read(status, answer, events.Count) : null;
        for (var i = 0; i < events.Count; i++) Conclude(events[i], failure ?? answers![i]);
    }

    private void Conclude(PendingEvent ready, Answer answer)
    {
        _breaker.Report(answer.Outcome);
        if (answer.Outcome == Outcome.NotDelivered) app.LoseContact();
        if (answer.Outcome == Outcome.NotDelivered || office.Faults.LoseAnswer()) group.PutBack(ready.Delivery);
        else if (answer.Outcome == Outcome.Handled) group.Settle(ready.Delivery);
        else if (answer.Outcome == Outcome.Dropped) GiveUp(ready.Delivery with { Attempts = ready.Delivery.Attempts + 1 }, ready.Failure(answer.Reason, subscription.DeadLetterTopic, office.Strict));
        else Retry(ready, answer.Reason);
    }

    private void Retry(PendingEvent ready, string reason)
    {
        var tried = ready.Delivery with { Attempts = ready.Delivery.Attempts + 1, Body = null };
        if (policy.Retry.GivesUpAfter(tried.Attempts)) GiveUp(tried, ready.Failure(reason, subscription.DeadLetterTopic, office.Strict));
        else group.Retry(tried, policy.Retry.DelayAfter(tried.Attempts));
    }

    /// <summary>The message was not for this application, or no longer: kept only where a dead-letter topic asks for it.</summary>
    private void Forgo(PendingEvent ready, string reason)
    {
        if (subscription.DeadLetterTopic is null) group.Settle(ready.Delivery);
        else GiveUp(ready.Delivery, ready.Failure(reason, subscription.DeadLetterTopic, office.Strict));
    }

    private void GiveUp(Delivery delivery, FailedDelivery failure)
    {
        office.Log.GaveUp(group.AppId, group.Topic.Topic, failure.EventId, delivery.Attempts, failure.Reason);
        office.Broker.GiveUp(group, delivery, failure);
    }

    private sealed record PendingEvent(Delivery Delivery, byte[] Stored, byte[] Body, EventFields Fields, string? Path)
    {
        public FailedDelivery Failure(string reason, string? deadLetterTopic, bool recorded) => new(Fields.Id, Stored, reason, deadLetterTopic, recorded);
    }
}
