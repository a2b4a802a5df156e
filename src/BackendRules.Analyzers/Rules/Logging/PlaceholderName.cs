using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules;

/// <summary>Names a placeholder after the expression that fills it: <c>order.Customer.Id</c> becomes <c>CustomerId</c>.</summary>
internal static class PlaceholderName
{
    /// <summary>Member names that say nothing without their owner.</summary>
    private static readonly HashSet<string> s_bare = new(StringComparer.Ordinal)
    {
        "Id", "Ids", "Key", "Name", "Code", "Type", "Kind", "Status", "State", "Count", "Length", "Value", "Title", "Number", "Date", "Time", "Total", "Text",
        "Message", "Path", "Url", "Uri", "Host", "Port", "Size", "Version", "Index", "Email", "Amount", "Price", "Keys", "Values", "Description", "Content",
    };

    /// <summary>Owners that say nothing about what they hold.</summary>
    private static readonly HashSet<string> s_vague = new(StringComparer.Ordinal)
    {
        "Entity", "Item", "Dto", "Model", "Input", "Obj", "Object", "Data", "It", "X", "E", "O", "M", "P", "R", "S", "T", "I", "Current", "Value", "Element", "Record", "Row", "Instance",
    };

    public static string For(ExpressionSyntax expression, SemanticModel model) => expression switch
    {
        ParenthesizedExpressionSyntax inner => For(inner.Expression, model),
        CastExpressionSyntax cast => For(cast.Expression, model),
        AwaitExpressionSyntax awaited => For(awaited.Expression, model),
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure => For(sure.Operand, model),
        IdentifierNameSyntax name => Pascal(name.Identifier.ValueText),
        GenericNameSyntax name => Method(name.Identifier.ValueText),
        MemberAccessExpressionSyntax access => Member(access.Expression, access.Name.Identifier.ValueText, model),
        ConditionalAccessExpressionSyntax access => Conditional(access, model),
        InvocationExpressionSyntax call => Call(call, model),
        ElementAccessExpressionSyntax element => Singular(For(element.Expression, model)),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } coalesce => For(coalesce.Left, model),
        TypeOfExpressionSyntax => "Type",
        ThisExpressionSyntax => "Instance",
        _ => "Value",
    };

    /// <summary>The name with a number behind it when it is taken; remembers what it gives.</summary>
    public static string Unique(string name, ISet<string> taken)
    {
        var unique = name;
        for (var i = 2; !taken.Add(unique); i++)
            unique = name + i.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return unique;
    }

    private static string Member(ExpressionSyntax owner, string member, SemanticModel model)
    {
        var name = Pascal(member);
        if (!s_bare.Contains(name) || owner is ThisExpressionSyntax or BaseExpressionSyntax)
            return name;
        // Elapsed.TotalSeconds and the like: the owner is the thing, a static owner is only a place.
        if (model.GetSymbolInfo(owner).Symbol is INamespaceOrTypeSymbol)
            return name;
        var holder = Holder(owner, model);
        return holder.Length == 0 || holder == name || holder.EndsWith(name, StringComparison.Ordinal) ? holder.Length == 0 ? name : holder : holder + name;
    }

    private static string Holder(ExpressionSyntax owner, SemanticModel model)
    {
        var name = owner switch
        {
            MemberAccessExpressionSyntax access => Pascal(access.Name.Identifier.ValueText),
            _ => For(owner, model),
        };
        if (!s_vague.Contains(name))
            return name;
        return model.GetTypeInfo(owner).Type is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct, SpecialType: SpecialType.None, IsAnonymousType: false } type
            && type.Name.Length > 1 ? type.Name : "";
    }

    private static string Conditional(ConditionalAccessExpressionSyntax access, SemanticModel model) => access.WhenNotNull switch
    {
        MemberBindingExpressionSyntax binding => Member(access.Expression, binding.Name.Identifier.ValueText, model),
        MemberAccessExpressionSyntax { Expression: MemberBindingExpressionSyntax binding } inner => Member(binding.Name, inner.Name.Identifier.ValueText, model),
        ConditionalAccessExpressionSyntax inner => Conditional(inner, model),
        InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax binding } => binding.Name.Identifier.ValueText == "ToString" ? For(access.Expression, model) : Method(binding.Name.Identifier.ValueText),
        _ => For(access.Expression, model),
    };

    private static string Call(InvocationExpressionSyntax call, SemanticModel model)
    {
        var called = call.Expression switch
        {
            MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
            SimpleNameSyntax name => name.Identifier.ValueText,
            _ => "",
        };
        if (called is "ToString" or "ToUpper" or "ToLower" or "ToUpperInvariant" or "ToLowerInvariant" or "Trim" or "ToList" or "ToArray" or "GetAwaiter" or "GetResult" or "ConfigureAwait"
            && call.Expression is MemberAccessExpressionSyntax on)
            return For(on.Expression, model);
        if (called is "Count" or "Sum" or "Any" or "Max" or "Min" && call.Expression is MemberAccessExpressionSyntax { Expression: var source } && model.GetSymbolInfo(source).Symbol is not INamespaceOrTypeSymbol)
            return For(source, model) + called;
        return called.Length == 0 ? "Value" : Method(called);
    }

    /// <summary><c>GetCountAsync</c> gives a count.</summary>
    private static string Method(string name)
    {
        name = Pascal(name);
        if (name.EndsWith("Async", StringComparison.Ordinal) && name.Length > 5)
            name = name.Substring(0, name.Length - 5);
        foreach (var verb in new[] { "Get", "Find", "Fetch", "Load", "Read", "Compute", "Calculate", "Create", "Build", "Format", "Resolve" })
        {
            if (name.Length > verb.Length && name.StartsWith(verb, StringComparison.Ordinal) && char.IsUpper(name[verb.Length]))
                return name.Substring(verb.Length);
        }

        return name;
    }

    private static string Singular(string name) =>
        name.EndsWith("ies", StringComparison.Ordinal) ? name.Substring(0, name.Length - 3) + "y"
        : name.EndsWith("s", StringComparison.Ordinal) && !name.EndsWith("ss", StringComparison.Ordinal) && name.Length > 3 ? name.Substring(0, name.Length - 1) : name;

    private static string Pascal(string name)
    {
        var text = new StringBuilder(name.Length);
        var upper = true;
        foreach (var c in name)
        {
            if (!char.IsLetterOrDigit(c))
            {
                upper = true;
                continue;
            }

            // "m_count" and "s_count" are conventions for fields.
            text.Append(upper ? char.ToUpperInvariant(c) : c);
            upper = false;
        }

        if (name.Length > 2 && name[1] == '_' && name[0] is 'm' or 's' && text.Length > 1)
            text.Remove(0, 1);
        return text.Length == 0 || char.IsDigit(text[0]) ? "Value" + text : text.ToString();
    }
}
