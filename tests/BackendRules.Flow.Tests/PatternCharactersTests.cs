namespace BackendRules.Flow.Tests;

public class PatternCharactersTests
{
    [Theory]
    [InlineData("[a-z]+", "a", "A'(*")]
    [InlineData("[^@()]+", "a'*", "@()")]
    [InlineData(@"[^\]x]", "a", "]x")]
    [InlineData("[]x]", "]x", "a[")]
    [InlineData(@"\w+\.\d", "a1_.", "-'")]
    [InlineData(@"[\w.@+-]+", "a.@+-", "'(*\\/")]
    [InlineData(@"[!-/]", "!'(*/", "0a")]
    [InlineData(@"[\\\-/]", "\\-/", ".0")]
    [InlineData(@"[^\w\s]", "'(", "a_ ")]
    [InlineData(@"[\p{L}\p{Nd} ]", "a1 ", "'(")]
    [InlineData(@"[^\p{L}]", "'1", "")]
    [InlineData(@"\p{P}", "'a", "")]
    [InlineData("[a-z-[aeiou]]", "a'", "")]
    [InlineData("a.c", "a'", "")]
    [InlineData("{.*}", "'", "")]
    [InlineData("a{1,3}", "a", "1,3{}")]
    [InlineData("(?<name>a)(?:b)(?=c)", "abc", "nm<>:=?")]
    [InlineData(@"\s\S\W\D", "'(", "")]
    [InlineData(@"\r\n\t\0\b", "\r\n\t\0", "b'")]
    [InlineData(@"\x27", "'(", "")]
    [InlineData("[a", "a", "'")]
    [InlineData(@"a\", "a'", "")]
    public void A_pattern_tells_which_characters_its_texts_may_hold(string pattern, string held, string missing)
    {
        Assert.All(held, c => Assert.True(PatternCharacters.MayHold(pattern, c), $"{pattern} holds {c}"));
        Assert.All(missing, c => Assert.False(PatternCharacters.MayHold(pattern, c), $"{pattern} lacks {c}"));
    }

    [Theory]
    [InlineData("a|b", true)]
    [InlineData("(a|b)", false)]
    [InlineData("(a)|b", true)]
    [InlineData("[|]", false)]
    [InlineData(@"a\|b", false)]
    [InlineData(@"[\]|]", false)]
    public void A_choice_is_open_where_no_group_closes_it(string pattern, bool isOpen) => Assert.Equal(isOpen, PatternCharacters.HasOpenChoice(pattern));

    [Theory]
    [InlineData("[()]", "()", "a*")]
    [InlineData("[^a-z]", "'(", "a")]
    [InlineData(@"\W", "'(", "a_")]
    [InlineData(@"\w", "a_", "'")]
    [InlineData("[a-z-[aeiou]]", "", "ab'")]
    [InlineData(@"[^\p{L}]", "'(", "a")]
    [InlineData(@"[\p{P}]", "", "'a")]
    public void Only_what_a_class_holds_without_doubt_is_replaced(string one, string held, string doubtful)
    {
        Assert.All(held, c => Assert.True(PatternCharacters.MustHold(one, c), $"{one} holds {c}"));
        Assert.All(doubtful, c => Assert.False(PatternCharacters.MustHold(one, c), $"{one} may lack {c}"));
    }

    [Theory]
    [InlineData("[a]", "[a]")]
    [InlineData("[^a]+", "[^a]")]
    [InlineData(@"\W*", @"\W")]
    [InlineData("[a]b", null)]
    [InlineData("[^]", null)]
    [InlineData("[a", null)]
    [InlineData(@"\b", null)]
    [InlineData("ab", null)]
    public void One_class_is_told_from_more(string pattern, string? one) => Assert.Equal(one, PatternCharacters.OneOf(pattern));
}
