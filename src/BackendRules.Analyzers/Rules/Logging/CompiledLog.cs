using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules;

/// <summary>A method whose body the generator of <c>[LoggerMessage]</c> writes: its template, and the parameters that fill it, by name in any case.</summary>
internal sealed class CompiledLog
{
    private const string Attribute = "Microsoft.Extensions.Logging.LoggerMessageAttribute";

    private readonly IMethodSymbol _method;

    private CompiledLog(IMethodSymbol method, ExpressionSyntax written, string text)
    {
        _method = method;
        Written = written;
        Template = MessageTemplate.Parse(text);
    }

    /// <summary>The template as it stands in the attribute.</summary>
    public ExpressionSyntax Written { get; }

    public MessageTemplate Template { get; }

    /// <summary>Those of a type. Its symbol is asked, because the driver doesn't show the attributes of a partial method whose other part is generated.</summary>
    public static IEnumerable<CompiledLog> In(INamedTypeSymbol type, CancellationToken cancellation)
    {
        foreach (var member in type.GetMembers())
        {
            if (member is IMethodSymbol { IsPartialDefinition: true } method && method.Attribute(Attribute) is { } attribute && Text(attribute) is { } text
                && attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) is AttributeSyntax { ArgumentList.Arguments: var arguments }
                && (arguments.FirstOrDefault(IsMessage) ?? arguments.LastOrDefault(static argument => argument is { NameEquals: null, NameColon: null })) is { } written)
                yield return new CompiledLog(method, written.Expression, text);
        }
    }

    /// <summary>The placeholder that a parameter of such a method fills; null when it fills none.</summary>
    public static TemplateHole? Hole(IParameterSymbol parameter) =>
        parameter.ContainingSymbol.Attribute(Attribute) is { } attribute && Text(attribute) is { } text ? MessageTemplate.Parse(text).Holes.FirstOrDefault(hole => Fills(parameter, hole)) : null;

    public IParameterSymbol? Parameter(TemplateHole hole) => _method.Parameters.FirstOrDefault(parameter => Fills(parameter, hole));

    private static bool IsMessage(AttributeArgumentSyntax argument) => argument.NameEquals?.Name.Identifier.ValueText == "Message" || argument.NameColon?.Name.Identifier.ValueText == "message";

    private static bool Fills(IParameterSymbol parameter, TemplateHole hole) => string.Equals(parameter.Name, hole.Name, StringComparison.OrdinalIgnoreCase);

    private static string? Text(AttributeData attribute) =>
        attribute.NamedArguments.FirstOrDefault(static named => named.Key == "Message").Value.Value as string ?? attribute.ConstructorArguments.Select(static argument => argument.Value).OfType<string>().FirstOrDefault();
}
