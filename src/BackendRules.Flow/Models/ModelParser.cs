namespace BackendRules.Flow;

/// <summary>
/// Reads <c>.taint</c> files: <c>verb kinds Namespace.Type.Member(port, from -> to) when parameter contains "text" without parameter "words"  # comment</c>.
/// </summary>
internal sealed class ModelParser(string file, Kinds sinks, Kinds sources, bool declares)
{
    private static readonly string[] s_tests = ["is", "contains", "starts", "lacks", "of"];

    private int _line;

    public List<ModelLine> Lines { get; } = [];

    public List<ModelError> Errors { get; } = [];

    public void Read(string text)
    {
        foreach (var raw in text.Split('\n'))
        {
            _line++;
            var (line, comment) = Split(raw.TrimEnd('\r'));
            if (line.Length > 0 && Parse(line) is { } parsed)
                Lines.Add(parsed with { Unverified = comment.StartsWith("unverified", StringComparison.Ordinal) });
        }
    }

    private ModelLine? Parse(string line)
    {
        var rest = line;
        if (!Enum.TryParse<Verb>(Word(ref rest), ignoreCase: true, out var verb))
            return Fail("a line begins with source, sink, clean, pass or guard");
        ulong kinds = 0;
        if (verb != Verb.Pass && !ReadKinds(verb, Word(ref rest), out kinds))
            return null;
        var open = End(rest);
        var member = rest.Substring(0, open);
        rest = rest.Substring(open).TrimStart();
        var dot = member.IndexOf(".{", StringComparison.Ordinal);
        if (dot < 0)
            dot = member.LastIndexOf('.');
        if (dot <= 0 || dot == member.Length - 1)
            return Fail($"'{member}' is not Namespace.Type.Member");
        var names = member.Substring(dot + 1);
        if (names[0] == '{' && names[names.Length - 1] != '}')
            return Fail($"'{names}' lacks its closing brace");
        var members = names.Trim('{', '}').Split(',').Select(static name => name.Trim()).ToArray();
        if (!ReadPorts(verb, ref rest, out var ports))
            return null;
        if (!ReadTail(ref rest, out var when, out var outcome, out var words, out var without))
            return null;
        if (ports.Count == 0 && verb is Verb.Guard)
            return Fail("a guard names the parameter that it proves: Member(parameter)");
        return new ModelLine(verb, kinds, member.Substring(0, dot), members, ports, when, outcome, words, file, _line, line) { Without = without };
    }

    private bool ReadKinds(Verb verb, string text, out ulong kinds)
    {
        kinds = 0;
        var table = verb == Verb.Source ? sources : sinks;
        foreach (var name in text.Split(','))
        {
            if (name.Length == 0)
                return Fail("a kind is missing") is not null;
            var bit = table.Find(name);
            if (bit == 0 && declares)
                bit = table.Declare(name);
            if (bit == 0)
                return Fail($"there is no kind '{name}'; there are {string.Join(", ", table.Names)}") is not null;
            kinds |= bit;
        }

        return true;
    }

    private bool ReadPorts(Verb verb, ref string rest, out List<WrittenPort> ports)
    {
        ports = [];
        if (rest.Length == 0 || rest[0] != '(')
            return true;
        var close = rest.IndexOf(')');
        if (close < 0)
            return Fail("the closing parenthesis is missing") is not null;
        foreach (var part in rest.Substring(1, close - 1).Split([','], StringSplitOptions.RemoveEmptyEntries))
        {
            var arrow = part.IndexOf("->", StringComparison.Ordinal);
            if (verb == Verb.Pass && arrow < 0)
                return Fail($"'{part.Trim()}' says from where, not to where: from -> to") is not null;
            if (verb != Verb.Pass && arrow >= 0)
                return Fail("only 'pass' lines have arrows") is not null;
            ports.Add(arrow < 0 ? new WrittenPort(part.Trim(), "") : new WrittenPort(part.Substring(0, arrow).Trim(), part.Substring(arrow + 2).Trim()));
        }

        rest = rest.Substring(close + 1).TrimStart();
        return true;
    }

    private bool ReadTail(ref string rest, out When? when, out bool outcome, out string? words, out string? without)
    {
        without = null;
        when = null;
        outcome = true;
        words = null;
        while (rest.Length > 0)
        {
            if (rest[0] == '"')
            {
                words = Quoted(ref rest);
                if (words is null)
                    return Fail("the closing quote is missing") is not null;
                continue;
            }

            var keyword = Word(ref rest);
            if (keyword == "without" && rest.Length > 0)
            {
                without = Word(ref rest);
                continue;
            }

            if (keyword != "when")
                return Fail($"'{keyword}' is not expected here") is not null;
            var parameter = Word(ref rest);
            if (parameter is "false" or "true")
            {
                outcome = parameter == "true";
                continue;
            }

            var test = Word(ref rest);
            if (Array.IndexOf(s_tests, test) < 0)
                return Fail($"'{test}' is not one of {string.Join(", ", s_tests)}") is not null;
            if (rest.Length == 0 || rest[0] != '"' || Quoted(ref rest) is not { } text)
                return Fail("a condition ends with a text in quotes") is not null;
            when = new When(parameter, test, text.Replace(@"\r", "\r").Replace(@"\n", "\n")) { And = when };
        }

        return true;
    }

    private ModelLine? Fail(string message)
    {
        Errors.Add(new ModelError(file, _line, message));
        return null;
    }

    private static int End(string text)
    {
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '{')
                depth++;
            else if (text[i] == '}')
                depth--;
            else if (depth == 0 && (text[i] == '(' || char.IsWhiteSpace(text[i])))
                return i;
        }

        return text.Length;
    }

    private static string Word(ref string text)
    {
        var end = 0;
        while (end < text.Length && !char.IsWhiteSpace(text[end]))
            end++;
        var word = text.Substring(0, end);
        text = text.Substring(end).TrimStart();
        return word;
    }

    private static string? Quoted(ref string text)
    {
        var close = text.IndexOf('"', 1);
        if (close < 0)
            return null;
        var quoted = text.Substring(1, close - 1);
        text = text.Substring(close + 1).TrimStart();
        return quoted;
    }

    private static (string Line, string Comment) Split(string raw)
    {
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] == '#' && (i == 0 || char.IsWhiteSpace(raw[i - 1])))
                return (raw.Substring(0, i).Trim(), raw.Substring(i + 1).Trim());
        }

        return (raw.Trim(), "");
    }
}
