namespace BackendRules;

/// <summary>Reads regular expressions of .NET. What changes how they are searched (atomic groups, references back, conditions) isn't read: no word about those.</summary>
internal sealed class PatternReader
{
    private const int MostDepth = 60;

    private readonly string _text;
    private bool _bothCases;
    private int _at;
    private int _depth;

    private PatternReader(string text, bool bothCases) => (_text, _bothCases) = (text, bothCases);

    /// <summary>The pattern, or null when it isn't one, or has what isn't read.</summary>
    public static PatternNode? Read(string text, bool ignoreCase)
    {
        var reader = new PatternReader(text, ignoreCase);
        return reader.Choice() is { } whole && reader._at == text.Length ? whole : null;
    }

    private bool Ends => _at >= _text.Length;

    private bool Takes(string word)
    {
        if (string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0)
            return false;
        _at += word.Length;
        return true;
    }

    private PatternNode? Choice()
    {
        if (++_depth > MostDepth)
            return null;
        var ways = new List<PatternNode>();
        do
        {
            if (Row() is not { } row)
                return null;
            ways.Add(row);
        }
        while (Takes("|"));
        _depth--;
        return ways.Count == 1 ? ways[0] : new PatternNode.Choice(ways);
    }

    private PatternNode? Row()
    {
        var items = new List<PatternNode>();
        while (!Ends && _text[_at] is not ('|' or ')'))
        {
            if (Atom() is not { } atom || Repeated(atom) is not { } item)
                return null;
            items.Add(item);
        }

        return new PatternNode.Row(items);
    }

    private PatternNode? Repeated(PatternNode atom)
    {
        while (!Ends)
        {
            (int Min, int? Max) times;
            if (Takes("*"))
                times = (0, null);
            else if (Takes("+"))
                times = (1, null);
            else if (Takes("?"))
                times = (0, 1);
            else if (Times() is { } given)
                times = given;
            else
                return atom;
            Takes("?");
            atom = new PatternNode.Repeat(atom, times.Min, times.Max);
        }

        return atom;
    }

    /// <summary><c>{2}</c>, <c>{2,}</c>, <c>{2,5}</c>; a brace that is none of these stands for itself.</summary>
    private (int Min, int? Max)? Times()
    {
        if (_text[_at] != '{' || _text.IndexOf('}', _at) is not (> 0 and var close))
            return null;
        var parts = _text.Substring(_at + 1, close - _at - 1).Split(',');
        if (parts.Length > 2 || !int.TryParse(parts[0], out var min) || parts.Length == 2 && parts[1].Length > 0 && !int.TryParse(parts[1], out _))
            return null;
        _at = close + 1;
        return (min, parts.Length == 1 ? min : parts[1].Length == 0 ? null : int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
    }

    private PatternNode? Atom()
    {
        var c = _text[_at++];
        switch (c)
        {
            case '(':
                return Group();
            case '[':
                return PatternClass.Read(_text, ref _at) is { } set ? One(set) : null;
            case '.':
                return One(Dot());
            case '^':
                return PatternNode.Nothing;
            case '$':
                return new PatternNode.End();
            case '\\':
                return Escape();
            case '*' or '+' or '?' or ')':
                return null;
            default:
                return One(PatternSet.Of(c));
        }
    }

    private static PatternSet Dot() => ~PatternSet.Of('\n');

    private PatternNode One(PatternSet set) => new PatternNode.One(_bothCases ? set.BothCases() : set);

    private PatternNode? Group()
    {
        var before = _bothCases;
        var isLook = false;
        var isAhead = false;
        if (Takes("?"))
        {
            if (Takes("=") || Takes("!"))
                (isLook, isAhead) = (true, true);
            else if (Takes("<=") || Takes("<!"))
                isLook = true;
            else if (Takes("<") || Takes("'"))
                _at = _text.IndexOfAny(['>', '\''], _at) + 1;
            else if (!Takes(":") && !Options())
                return null;
            if (_at == 0)
                return null;
            if (_text[_at - 1] == ')')
                return PatternNode.Nothing;
        }

        var inner = Choice();
        if (inner is null || !Takes(")"))
            return null;
        _bothCases = before;
        return !isLook ? inner : isAhead ? new PatternNode.End() : PatternNode.Nothing;
    }

    /// <summary><c>(?i)</c> for the rest of the group, <c>(?i:</c> for a group of its own.</summary>
    private bool Options()
    {
        var on = true;
        for (; !Ends; _at++)
        {
            switch (_text[_at])
            {
                case '-':
                    on = false;
                    break;
                case 'i':
                    _bothCases = on;
                    break;
                case 'm' or 'n' or 's':
                    break;
                case ':' or ')':
                    _at++;
                    return true;
                default:
                    return false;
            }
        }

        return false;
    }

    private PatternNode? Escape()
    {
        if (Ends)
            return null;
        if (_text[_at] is 'b' or 'B' or 'A' or 'G')
        {
            _at++;
            return PatternNode.Nothing;
        }

        if (_text[_at] is 'z' or 'Z')
        {
            _at++;
            return new PatternNode.End();
        }

        // A reference back.
        if (_text[_at] is >= '1' and <= '9' or 'k')
            return null;
        return PatternClass.Escaped(_text, ref _at) is { } set ? One(set) : null;
    }
}
