namespace BackendRules.Flow.Tests;

/// <summary>Parts of objects, what precedes a value in a text, and the names of kinds.</summary>
public sealed class PathAndPrefixTests
{
    [Theory]
    [InlineData("", "", "")]
    [InlineData("", "a.b.c.d", "a.b.c")]
    [InlineData("a", "", "a")]
    [InlineData("a", "b", "a.b")]
    [InlineData("a.b", "c", "a.b.c")]
    [InlineData("a.b", "c.d", "a.b.c")]
    [InlineData("a.b.c", "d", "a.b.c")]
    [InlineData("[*]", "a", "[*].a")]
    public void A_part_of_a_part_is_cut_where_it_gets_deep(string path, string rest, string joined) => Assert.Equal(joined, AccessPath.Join(path, rest));

    [Theory]
    [InlineData("a.b", "", "a.b")]
    [InlineData("a.b", "a", "b")]
    [InlineData("a.b.c", "a.b", "c")]
    [InlineData("a", "a", "")]
    [InlineData("ab", "a", null)]
    [InlineData("a", "a.b", null)]
    [InlineData("b.a", "a", null)]
    public void A_part_knows_what_it_is_in_another(string path, string outer, string? expected) => Assert.Equal(expected, AccessPath.Under(path, outer));

    [Theory]
    [InlineData("a.b", new[] { "c", "a" }, true)]
    [InlineData("a.b", new[] { "c", "ab" }, false)]
    [InlineData("a.b", new string[0], false)]
    public void A_part_may_lie_under_one_of_many(string path, string[] outers, bool expected) => Assert.Equal(expected, AccessPath.IsUnderAny(path, outers));

    [Theory]
    [InlineData("\u0002", Prefix.Settled)]
    [InlineData("\u0002/", Prefix.Settled)]
    [InlineData("https://\u0002", Prefix.Settled)]
    [InlineData("\u0002://", "\u0002://")]
    [InlineData("\u0002://a/", Prefix.Settled)]
    [InlineData(":", ":")]
    [InlineData("://", "://")]
    [InlineData("://a", "://a")]
    [InlineData("://a/", Prefix.Settled)]
    public void What_is_trusted_settles_the_host_but_not_before_it(string text, string expected) => Assert.Equal(expected, Prefix.Of(text));

    [Theory]
    [InlineData("System", "Uri", true)]
    [InlineData("Xystem", "Uri", false)]
    [InlineData("Uri.System", "Uri", false)]
    [InlineData("ystem", "Uri", false)]
    [InlineData("", "Uri", false)]
    public void A_type_is_known_by_its_whole_name(string space, string name, bool expected) =>
        Assert.Equal(expected, TypeName.Is(FlowTest.Compile("class A { }").GetTypeByMetadataName("System.Uri"), space, name));

    [Theory]
    [InlineData(@"^[a-z]+\.[a-z]+$", true)]
    [InlineData(@"^\.[a-z]+$", true)]
    [InlineData(@"^\.$", false)]
    [InlineData(@"^a\.[a-z]*$", false)]
    [InlineData(@"^a\.[a-z]?b$", false)]
    [InlineData(@"^a\.\w{0,3}$", false)]
    [InlineData(@"^a\.-$", false)]
    [InlineData(@"^[a\.]$", false)]
    [InlineData(@"^a.b$", false)]
    public void A_single_dot_stands_before_something(string pattern, bool expected)
    {
        Assert.Equal(expected, AnchoredPattern.Admits(pattern));
        Assert.Equal(pattern.Contains(@"\."), AnchoredPattern.IsDotted(pattern));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("\\")]
    [InlineData("//")]
    [InlineData("///")]
    [InlineData("//exam")]
    [InlineData("h")]
    [InlineData("HTTPS")]
    [InlineData("ftp")]
    [InlineData("file")]
    [InlineData("https:")]
    [InlineData("https:/")]
    [InlineData("https://")]
    [InlineData("https:\\\\")]
    [InlineData("https:///")]
    [InlineData("https://exam")]
    [InlineData("https://example.com:80")]
    [InlineData("mailto:x")]
    public void A_text_that_leaves_the_host_open_is_kept(string text) => Assert.Equal(text, Prefix.Of(text));

    [Theory]
    [InlineData("/api")]
    [InlineData("//exam/")]
    [InlineData("//exam?")]
    [InlineData("//exam#")]
    [InlineData("//exam\\")]
    [InlineData("https://exam/")]
    [InlineData("https://exam?q=")]
    [InlineData("https:\\\\exam\\")]
    [InlineData("select ")]
    [InlineData("httpx")]
    [InlineData("https ")]
    [InlineData("fil")]
    [InlineData("\u0002")]
    [InlineData("https://\u0002")]
    [InlineData("\u0001")]
    public void A_text_that_decides_the_host_settles_it(string text) => Assert.Equal(Prefix.Settled, Prefix.Of(text));

    [Fact]
    public void A_long_text_is_kept_by_its_beginning()
    {
        var host = "https://" + new string('a', 32);
        Assert.Equal(host, Prefix.Of(host));
        Assert.Equal(host, Prefix.Of(host + "b"));
    }

    [Theory]
    [InlineData("", "x", "x")]
    [InlineData("https://", "", "https://")]
    [InlineData("ht", "tps://", "https://")]
    [InlineData("https://", "exam/", Prefix.Settled)]
    [InlineData("https://", Prefix.Settled, Prefix.Settled)]
    [InlineData(Prefix.Settled, "https://", Prefix.Settled)]
    public void A_text_in_a_text_has_both_before_it(string outer, string inner, string joined) => Assert.Equal(joined, Prefix.Join(outer, inner));

    [Fact]
    public void Kinds_are_bits_that_know_their_names()
    {
        var kinds = new Kinds();
        var (sql, path) = (kinds.Declare("sql"), kinds.Declare("path"));
        Assert.Equal((1UL, 2UL), (sql, path));
        Assert.Equal(sql, kinds.Declare("sql"));
        Assert.Equal(path, kinds.Find("path"));
        Assert.Equal(0UL, kinds.Find("sequel"));
        Assert.Equal(Kinds.All, kinds.Find("*"));
        Assert.Equal(["sql", "path"], kinds.In(sql | path));
        Assert.Equal(["path"], kinds.In(path));
        Assert.Empty(kinds.In(0));
    }

    [Fact]
    public void There_is_room_for_sixty_three_kinds()
    {
        var kinds = new Kinds();
        for (var i = 0; i < 63; i++)
            kinds.Declare("k" + i);
        Assert.Equal(63, kinds.Names.Count);
        Assert.Equal(1UL << 62, kinds.Declare("k62"));
        Assert.Contains("'one more'", Assert.Throws<InvalidOperationException>(() => kinds.Declare("one more")).Message);
    }
}
