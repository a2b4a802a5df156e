using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>The statements of an SQL text, as far as rules ask about them: verb, table, and which clauses stand at the outermost level.</summary>
public sealed class SqlText
{
    /// <summary>Stands for a part of the text that isn't known.</summary>
    internal const char Hole = '\u0001';

    private readonly IReadOnlyList<string> _tokens;

    private SqlText(IReadOnlyList<string> tokens)
    {
        _tokens = tokens;
        Statements = SqlStatement.Read(tokens);
    }

    public IReadOnlyList<SqlStatement> Statements { get; }

    public bool Writes
    {
        get
        {
            foreach (var statement in Statements)
            {
                if (statement.Writes)
                    return true;
            }

            return false;
        }
    }

    public static SqlText Parse(string text) => new(SqlTokens.Of(text));

    /// <summary>Whether a name stands anywhere in the text, subqueries included.</summary>
    public bool Names(string name)
    {
        foreach (var token in _tokens)
        {
            if (string.Equals(token.Trim('"', '`', '[', ']'), name, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>The text of an expression whose outline is constant: literals, constants, interpolation and concatenation. Unknown parts are holes.</summary>
    public static SqlText? Of(IOperation? value)
    {
        var text = new StringBuilder();
        return value is not null && Append(text, value, 0) && text.ToString().Trim(Hole, ' ', '\n', '\r', '\t').Length > 0 ? Parse(text.ToString()) : null;
    }

    private static bool Append(StringBuilder text, IOperation value, int depth)
    {
        value = depth < 6 ? LocalValues.Resolve(value) : LocalValues.Bare(value);
        if (value.ConstantValue is { HasValue: true, Value: string constant })
        {
            text.Append(constant);
            return true;
        }

        switch (value)
        {
            case IInterpolatedStringOperation interpolated:
                foreach (var part in interpolated.Parts)
                {
                    if (part is IInterpolatedStringTextOperation literal)
                        text.Append(literal.Text.ConstantValue.Value as string);
                    else if (part is not IInterpolationOperation hole || !AppendConstant(text, hole.Expression))
                        text.Append(Hole);
                }

                return true;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum when depth < 40:
                if (!Append(text, sum.LeftOperand, depth + 1))
                    text.Append(Hole);
                if (!Append(text, sum.RightOperand, depth + 1))
                    text.Append(Hole);
                return true;
            default:
                return false;
        }
    }

    private static bool AppendConstant(StringBuilder text, IOperation value)
    {
        if (LocalValues.Resolve(value).ConstantValue is not { HasValue: true, Value: string constant })
            return false;
        text.Append(constant);
        return true;
    }
}
