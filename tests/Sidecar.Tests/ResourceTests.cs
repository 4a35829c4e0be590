using System.Text.RegularExpressions;
using Sidecar.Delivering;
using Sidecar.Publishing;
using Sidecar.Resources;
using Sidecar.Setup;

namespace Sidecar.Tests;

/// <summary>The rules written in Dapr's files, and the files of the platform themselves.</summary>
public sealed partial class ResourceTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("5s", 5000)]
    [InlineData("1m30s", 90000)]
    [InlineData("1.5h", 5400000)]
    public void A_duration_is_read_as_go_writes_it(string text, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), GoDuration.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("5 parsecs")]
    public void What_is_no_duration_is_refused(string text) => Assert.Throws<BadSetupException>(() => GoDuration.Parse(text));

    [Fact]
    public void An_exponential_delay_grows_by_half_within_its_spread_up_to_its_limit()
    {
        var policy = new RetryPolicy(true, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(60), 8);

        Assert.All(Enumerable.Range(0, 100), _ =>
        {
            Assert.InRange(policy.DelayAfter(1).TotalMilliseconds, 250, 750);
            Assert.InRange(policy.DelayAfter(3).TotalMilliseconds, 562, 1688);
            Assert.InRange(policy.DelayAfter(500).TotalSeconds, 30, 90);
        });
        Assert.False(policy.GivesUpAfter(8));
        Assert.True(policy.GivesUpAfter(9));
        Assert.False((policy with { MaxRetries = -1 }).GivesUpAfter(int.MaxValue));
        Assert.True(RetryPolicy.None.GivesUpAfter(1));
    }

    [Theory]
    [InlineData("event.type == 'a.b'", "a.b")]
    [InlineData("event.type==\"a\"", "a")]
    public void A_rule_compares_the_type(string match, string type) => Assert.Equal(type, RouteRule.Parse(match, "/x").EventType);

    [Theory]
    [InlineData("event.type != 'a'")]
    [InlineData("event.type == 'a' || true")]
    [InlineData("event.data.x == 'a'")]
    [InlineData("")]
    public void Any_other_rule_is_refused(string match) => Assert.Throws<BadSetupException>(() => RouteRule.Parse(match, "/x"));

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", true)]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01", false)]
    [InlineData("00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false)]
    [InlineData("01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false)]
    [InlineData("garbage", false)]
    [InlineData(null, false)]
    public void Only_a_well_formed_trace_is_continued(string? parent, bool valid) => Assert.Equal(valid, TraceContext.IsValid(parent));

    [Fact]
    public void Each_fact_is_published_by_its_service_alone_and_accesses_are_read_by_audit_alone()
    {
        var pubsub = PlatformFiles().Find("identity", "pubsub")!;
        var topics = ContractTopics();

        Assert.NotEmpty(topics);
        foreach (var topic in topics.Where(topic => topic != "audit.access-recorded.v1"))
        {
            var publishers = pubsub.Scopes.Where(service => pubsub.Permissions.MayPublish(service, topic));
            Assert.Equal([topic.Split('.')[0]], publishers);
        }

        Assert.All(topics, topic => Assert.True(pubsub.Permissions.MaySubscribe("audit", topic)));
        Assert.All(pubsub.Scopes, service => Assert.True(pubsub.Permissions.MayPublish(service, "audit.access-recorded.v1")));
        Assert.All(pubsub.Scopes, service => Assert.True(pubsub.Permissions.MayPublish(service, service + ".dead-letters")));
        Assert.All(pubsub.Scopes, service => Assert.True(pubsub.Permissions.MaySubscribe(service, service + ".dead-letters")));
        Assert.Equal(["audit"], pubsub.Scopes.Where(service => pubsub.Permissions.MaySubscribe(service, "audit.access-recorded.v1")));
    }

    [Fact]
    public void The_platform_retries_longer_than_a_restart_takes_before_it_gives_up()
    {
        var policy = PlatformFiles().PolicyFor("identity", "pubsub");

        var shortest = Enumerable.Range(1, policy.Retry.MaxRetries).Aggregate(TimeSpan.Zero, (sum, attempt) =>
            sum + 0.5 * TimeSpan.FromMilliseconds(Math.Min(policy.Retry.Interval.TotalMilliseconds * Math.Pow(1.5, attempt - 1), policy.Retry.MaxInterval.TotalMilliseconds)));
        Assert.True(policy.Retry.Exponential);
        Assert.True(shortest > TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.FromSeconds(30), policy.Timeout);
    }

    [Fact]
    public void The_components_on_redis_are_those_of_the_tests_on_another_broker()
    {
        var tests = Path.Combine(Root(), "tests", "Sidecar.Tests");
        var (usual, redis) = (ResourceFiles.Read(Path.Combine(tests, "resources")), ResourceFiles.Read(Path.Combine(tests, "redis")));

        Assert.Equal(usual.Pubsubs.Select(component => component.Name), redis.Pubsubs.Select(component => component.Name));
        Assert.All(redis.Pubsubs, component => Assert.Equal("pubsub.redis", component.Type));
        Assert.All(usual.Pubsubs.Zip(redis.Pubsubs), pair => Assert.Equal(pair.First.Scopes, pair.Second.Scopes));
        foreach (var (app, topic) in (from app in (string[])["orders", "payroll"] from topic in (string[])["salaries", "news", "paris", "other"] select (app, topic)))
            Assert.Equal(usual.Find(app, "scoped")!.Permissions.MayPublish(app, topic), redis.Find(app, "scoped")!.Permissions.MayPublish(app, topic));
    }

    private static ResourceFiles PlatformFiles() => ResourceFiles.Read(Path.Combine(Root(), "k8s", "components"));

    private static IReadOnlyList<string> ContractTopics() =>
        [.. Directory.EnumerateFiles(Path.Combine(Root(), "services", "Contracts"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Topic().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value).Distinct()];

    private static string Root()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Platform.sln"))) return folder;
        throw new DirectoryNotFoundException("The tests run outside of the repository.");
    }

    [GeneratedRegex("const string Topic = \"([^\"]+)\"")]
    private static partial Regex Topic();
}
