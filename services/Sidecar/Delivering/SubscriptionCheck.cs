namespace Sidecar.Delivering;

/// <summary>Which of the subscriptions an application asked for it may have; the others are said aloud and left out.</summary>
internal sealed class SubscriptionCheck(AppLink app, PostOffice office)
{
    public IReadOnlyList<Subscription> Accepted(IReadOnlyList<Subscription> asked) =>
        [.. asked.Concat(office.Resources.DeclaredFor(app.AppId)).DistinctBy(one => one.Topic).Where(IsServed)];

    private bool IsServed(Subscription one)
    {
        var component = office.Resources.Find(app.AppId, one.Topic.Pubsub);
        if (component is null) return Refused(one, "the component is unknown to this application");
        if (!one.HasRoute) return Refused(one, "it has no route");
        if (!component.Permissions.MaySubscribe(app.AppId, one.Topic.Topic)) return Refused(one, "subscriptionScopes forbid it");
        if (one.DeadLetterTopic is { } deadLetters && !component.Permissions.MayPublish(app.AppId, deadLetters))
            office.Log.DeadLetterForbidden(app.AppId, one.Topic.Topic, deadLetters);
        return true;
    }

    private bool Refused(Subscription one, string why)
    {
        office.Log.SubscriptionLeftOut(app.AppId, one.Topic.Topic, why);
        return false;
    }
}
