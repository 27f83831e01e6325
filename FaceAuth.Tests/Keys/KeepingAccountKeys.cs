using FaceAuth.Keys;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Keys;

public sealed class KeepingAccountKeys
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private readonly TestClock _clock = new();

    [Fact]
    public void The_one_used_longest_ago_leaves_first_and_is_cleared()
    {
        using var cache = new AccountKeyCache(2, Lifetime, _clock);
        var (a, b, c) = (NewKey(), NewKey(), NewKey());
        cache.Add("a", a);
        cache.Add("b", b);
        cache.Find("a").ShouldBe(a);

        cache.Add("c", c);

        cache.Find("b").ShouldBeNull();
        IsCleared(b).ShouldBeTrue();
        cache.Find("a").ShouldBe(a);
        cache.Find("c").ShouldBe(c);
    }

    [Fact]
    public void A_key_leaves_after_its_lifetime_however_often_it_is_used()
    {
        using var cache = new AccountKeyCache(2, Lifetime, _clock);
        var key = NewKey();
        cache.Add("a", key);
        _clock.Advance(Lifetime - TimeSpan.FromSeconds(1));
        cache.Find("a").ShouldBe(key);

        _clock.Advance(TimeSpan.FromSeconds(1));

        cache.Find("a").ShouldBeNull();
        IsCleared(key).ShouldBeTrue();
    }

    [Fact]
    public void Of_two_readers_that_bring_one_key_the_first_counts()
    {
        using var cache = new AccountKeyCache(2, Lifetime, _clock);
        var (first, second) = (NewKey(), NewKey());

        cache.Add("a", first).ShouldBe(first);
        cache.Add("a", second).ShouldBe(first);

        IsCleared(second).ShouldBeTrue();
        IsCleared(first).ShouldBeFalse();
    }

    [Fact]
    public void A_reader_that_was_under_way_does_not_bring_a_forgotten_key_back()
    {
        using var cache = new AccountKeyCache(2, Lifetime, _clock);
        cache.Forget("a");
        cache.Add("a", NewKey());
        cache.Find("a").ShouldBeNull();

        _clock.Advance(Lifetime);
        var later = NewKey();
        cache.Add("a", later);
        cache.Find("a").ShouldBe(later);
    }

    private static DataKey NewKey() => new(Guid.CreateVersion7(), Secret.Random(32));

    private static bool IsCleared(DataKey key) => !key.TryHash([1], new byte[32]);
}
