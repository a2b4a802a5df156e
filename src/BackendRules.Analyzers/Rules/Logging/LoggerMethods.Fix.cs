using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace BackendRules;

/// <summary>The methods with <c>[LoggerMessage]</c> that one class is going to get.</summary>
internal sealed class LoggerMethods
{
    private readonly TypeDeclarationSyntax _type;
    private readonly SemanticModel _model;
    private readonly SyntaxTrivia _lineBreak;
    private readonly HashSet<string> _names;
    private readonly HashSet<int> _events = [];
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);
    private readonly List<string> _methods = [];

    public LoggerMethods(TypeDeclarationSyntax type, SemanticModel model, SyntaxTrivia lineBreak)
    {
        (_type, _model, _lineBreak) = (type, model, lineBreak);
        _names = new HashSet<string>(model.GetDeclaredSymbol(type) is { } symbol ? AllMembers(symbol) : [], StringComparer.Ordinal);
    }

    /// <summary>The method that logs this, and which value goes where; calls that say the same share one.</summary>
    public (string Name, IEnumerable<int> Order) For(UncompiledLogFix.Found call)
    {
        var parameters = string.Concat(call.Parameters.Select(parameter => $", {Written(parameter.Type)} {Identifier(parameter.Name)}"));
        var exception = call.Exception is null ? "" : ", System.Exception exception";
        var key = $"{call.Level}|{call.Template}|{parameters}|{exception}";
        if (!_known.TryGetValue(key, out var name))
        {
            _known.Add(key, name = PlaceholderName.Unique("Log" + Name(call.Template), _names));
            var text = SymbolDisplay.FormatLiteral(call.Template, quote: true);
            _methods.Add($"[Microsoft.Extensions.Logging.LoggerMessage(EventId = {Event(name)}, Level = Microsoft.Extensions.Logging.LogLevel.{call.Level}, Message = {text})]{_lineBreak}"
                + $"static partial void {name}(Microsoft.Extensions.Logging.ILogger logger{exception}{parameters});");
        }

        return (name, Enumerable.Range(0, call.Parameters.Length));
    }

    public TypeDeclarationSyntax AddTo(TypeDeclarationSyntax type)
    {
        var added = _methods.Select(method =>
        {
            var member = SyntaxFactory.ParseMemberDeclaration(method)!;
            member = member.ReplaceNodes(member.DescendantNodes().OfType<QualifiedNameSyntax>().Where(static name => name.Parent is not QualifiedNameSyntax),
                static (_, name) => name.WithAdditionalAnnotations(Simplifier.Annotation));
            member = member.ReplaceNodes(member.DescendantNodes().OfType<MemberAccessExpressionSyntax>().Where(static name => name.Parent is not MemberAccessExpressionSyntax),
                static (_, name) => name.WithAdditionalAnnotations(Simplifier.Annotation));
            return member.WithLeadingTrivia(_lineBreak).WithTrailingTrivia(_lineBreak).WithAdditionalAnnotations(Formatter.Annotation);
        });
        type = Partial(type);
        return type.WithMembers(type.Members.AddRange(added));
    }

    public static TypeDeclarationSyntax Partial(TypeDeclarationSyntax type)
    {
        if (type.Modifiers.Any(SyntaxKind.PartialKeyword))
            return type;
        var partial = SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        if (type.Modifiers.Count > 0)
            return (TypeDeclarationSyntax)type.WithModifiers(type.Modifiers.Add(partial));
        var leading = type.Keyword.LeadingTrivia;
        return (TypeDeclarationSyntax)type.WithKeyword(type.Keyword.WithLeadingTrivia()).WithModifiers(SyntaxFactory.TokenList(partial.WithLeadingTrivia(leading)));
    }

    private static IEnumerable<string> AllMembers(INamedTypeSymbol symbol)
    {
        for (INamedTypeSymbol? current = symbol; current is not null; current = current.BaseType)
        {
            foreach (var member in current.GetMembers())
                yield return member.Name;
        }
    }

    private string Written(ITypeSymbol type) => type.ToMinimalDisplayString(_model, _type.SpanStart);

    private static string Identifier(string placeholder)
    {
        var name = char.ToLowerInvariant(placeholder[0]) + placeholder.Substring(1);
        return SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;
    }

    /// <summary>The first words of the text: <c>"Order {OrderId} was placed"</c> is <c>OrderWasPlaced</c>.</summary>
    private static string Name(string template)
    {
        var name = new StringBuilder();
        var words = 0;
        var upper = true;
        var depth = 0;
        foreach (var c in template)
        {
            if (c is '{' or '}')
                depth += c == '{' ? 1 : -1;
            if (depth > 0 || !char.IsLetterOrDigit(c) || c > 127)
            {
                upper = c != '\'' || upper;
                continue;
            }

            if (upper && ++words > 6)
                break;
            name.Append(upper ? char.ToUpperInvariant(c) : c);
            upper = false;
        }

        return name.Length == 0 ? "Event" : name.ToString();
    }

    /// <summary>A number that stays the same on every machine and in every run, from the names of class and method.</summary>
    private int Event(string method)
    {
        var hash = 2166136261u;
        foreach (var c in _type.Identifier.ValueText + "." + method)
            hash = (hash ^ c) * 16777619u;
        var id = (int)(hash % 1_000_000u) + 1;
        while (!_events.Add(id))
            id++;
        return id;
    }
}
